package io.regioncache.autoconfigure.properties;

import java.time.Duration;

import io.regioncache.health.HealthThresholds;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the regions are checked, and beyond which a region is degraded; it is critical if
 * it does not answer, or beyond ten times as much.
 *
 * @param enabled Whether each process checks its home region's server and the lag of
 * others.
 * @param checkInterval How often. Each check sends one INFO command; one that finds a
 * region worse is repeated after a quarter of it.
 * @param lag For how long the home region may not be level with another.
 * @param memory How much of its maxmemory a server may use, as a share of 1.
 * @param evictions How many keys a server may evict each second.
 * @param latency How long a server may take to answer a check.
 */
public record HealthProperties(@DefaultValue("true") boolean enabled, @DefaultValue("1s") Duration checkInterval,
		@DefaultValue("5s") Duration lag, @DefaultValue("0.95") double memory, @DefaultValue("100") double evictions,
		@DefaultValue("50ms") Duration latency) {

	private static final PropertyConstraints CONSTRAINTS = new PropertyConstraints("regions.health");

	private static final Duration SHORTEST = Duration.ofMillis(100);

	public HealthProperties {
		CONSTRAINTS.require("check-interval", checkInterval, checkInterval.compareTo(SHORTEST) >= 0,
				"It must be 100ms or longer. Set regions.health.enabled=false to have no checks.");
		CONSTRAINTS.requirePositive("lag", lag, "It must be positive, such as 5s or 50ms.");
		CONSTRAINTS.requirePositive("latency", latency, "It must be positive, such as 5s or 50ms.");
		CONSTRAINTS.require("memory", memory, memory > 0 && memory <= 1, "It is a share of 1, such as 0.95 for 95 %.");
		CONSTRAINTS.require("evictions", evictions, evictions > 0, "It must be positive, such as 100.");
	}

	/**
	 * Return the thresholds.
	 * @return beyond which a region is degraded
	 */
	public HealthThresholds thresholds() {
		return new HealthThresholds(this.lag, this.memory, this.evictions, this.latency);
	}

}
