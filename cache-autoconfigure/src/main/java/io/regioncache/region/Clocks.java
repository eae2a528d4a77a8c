package io.regioncache.region;

import java.time.InstantSource;

/**
 * Where the time comes from.
 *
 * @param monotonic tells how long something took, or how long ago it was
 * @param wall tells the time of day
 */
public record Clocks(MonotonicClock monotonic, InstantSource wall) {

	/**
	 * The clocks of this process.
	 */
	public static final Clocks SYSTEM = new Clocks(MonotonicClock.SYSTEM, InstantSource.system());

}
