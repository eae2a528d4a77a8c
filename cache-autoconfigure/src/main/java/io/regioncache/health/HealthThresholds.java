package io.regioncache.health;

import java.time.Duration;

/**
 * Beyond which a region is degraded.
 *
 * @param lag for how long home may not be level with a region
 * @param memory how much of its memory a server may use, as a share of 1
 * @param evictions how many entries a server may evict in a second
 * @param latency how long a server may take to answer
 */
public record HealthThresholds(Duration lag, double memory, double evictions, Duration latency) {

	/**
	 * As they are unless configured.
	 */
	public static final HealthThresholds DEFAULTS = new HealthThresholds(Duration.ofSeconds(5), 0.95, 100,
			Duration.ofMillis(50));

	HealthThresholds times(double factor) {
		return new HealthThresholds(times(this.lag, factor), this.memory * Math.min(1, factor), this.evictions * factor,
				times(this.latency, factor));
	}

	private static Duration times(Duration duration, double factor) {
		return Duration.ofNanos((long) (duration.toNanos() * factor));
	}

}
