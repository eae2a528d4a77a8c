/**
 * Reads of one region: an entry and the markers that judge it, in one round trip.
 * <p>
 * Internal: nothing here is promised to applications.
 */
@NullMarked
package io.regioncache.store.lookup;

import org.jspecify.annotations.NullMarked;
