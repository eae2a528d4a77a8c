package io.regioncache.store.entry;

import org.jspecify.annotations.Nullable;

/**
 * The markers of several scopes, in the order of the scopes.
 *
 * @param removed the number of the last REMOVE in each scope, 0 for none
 * @param staled the number of the last STALE in each scope, 0 for none
 * @param stamps of each scope the newest stamp of a REMOVE and of a STALE, 0 for none;
 * {@code null} if there are none at all
 */
public record MarkerValues(long[] removed, long[] staled, long @Nullable [] stamps) {

}
