/**
 * Reads of one key, as fresh as the caller's token demands.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.cache.read;

import org.jspecify.annotations.NullMarked;
