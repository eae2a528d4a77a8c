/**
 * Reads of one region: an entry and the markers that judge it, in one round trip.
 */
@NullMarked
package io.regioncache.store.lookup;

import org.jspecify.annotations.NullMarked;
