package io.regioncache.actuate;

import java.time.Duration;

/**
 * How long the steps of a drill take.
 *
 * @param around how long the regions are watched before the region is taken away, and
 * after it is back
 * @param outage how long it stays away at least
 * @param patience how long its fault and its return are waited for
 */
public record DrillTimes(Duration around, Duration outage, Duration patience) {

	/**
	 * Long enough to replace a hub, and for an operator to stop and start Redis.
	 */
	public static final DrillTimes DEFAULTS = new DrillTimes(Duration.ofSeconds(1), Duration.ofSeconds(4),
			Duration.ofMinutes(5));

}
