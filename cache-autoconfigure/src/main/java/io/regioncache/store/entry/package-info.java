/**
 * TODO
 */
@NullMarked
package io.regioncache.store.entry;

import org.jspecify.annotations.NullMarked;
