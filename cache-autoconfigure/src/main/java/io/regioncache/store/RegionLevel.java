package io.regioncache.store;

import io.regioncache.store.entry.Markers;

/**
 * Up to when a region has applied what all others had invalidated.
 *
 * @param epoch the epoch of the region in which it was seen; 0 if there are no others, so
 * that any will do
 * @param asOf the moment, in nanoseconds of the clock of this process
 */
public record RegionLevel(long epoch, long asOf) {

	/**
	 * Whether what a later lookup has found is covered by this: a region that has begun
	 * another epoch since may have lost what it had applied.
	 * @param markers the markers of the lookup
	 */
	public boolean isOf(Markers markers) {
		return this.epoch == 0 || this.epoch == markers.lease().epoch();
	}

	/**
	 * Whether nothing is missing that was invalidated before a moment.
	 * @param moment the moment, in nanoseconds of the clock of this process
	 */
	boolean reaches(long moment) {
		return this.asOf - moment >= 0;
	}

}
