/**
 * The regions as the caches use them: lookups and writes at home, fail-over to other
 * regions, and how level all of them are. The rooms below have the bytes of one region.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.store;

import org.jspecify.annotations.NullMarked;
