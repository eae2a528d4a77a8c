/**
 * TODO
 */
@NullMarked
package io.regioncache.store.log;

import org.jspecify.annotations.NullMarked;
