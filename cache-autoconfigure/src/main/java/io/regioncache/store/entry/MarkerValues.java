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

	/**
	 * Return the values of scopes without a marker.
	 */
	public static MarkerValues of(int scopes) {
		return new MarkerValues(new long[scopes], new long[scopes], null);
	}

	/**
	 * Set the marker of a scope, before anybody else sees these values.
	 * @return the values with it, which replace these
	 */
	public MarkerValues set(int scope, MarkerValue marker) {
		this.removed[scope] = marker.removed();
		this.staled[scope] = marker.staled();
		if (!marker.isStamped()) {
			return this;
		}
		long[] stamps = (this.stamps != null) ? this.stamps : new long[2 * this.removed.length];
		stamps[2 * scope] = marker.removedAt();
		stamps[2 * scope + 1] = marker.staledAt();
		return new MarkerValues(this.removed, this.staled, stamps);
	}

}
