/**
 * TODO
 */
@NullMarked
package io.regioncache.store.write;

import org.jspecify.annotations.NullMarked;
