package io.regioncache.autoconfigure.properties;

import java.time.Duration;

import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When caches that have a 'CacheWarmer' are warmed.
 *
 * @param repeatAfter For how long a cache that one process has warmed counts as warm for
 * the others of its region and deployment.
 * @param readinessTimeout How long the application waits for its caches to be warm before
 * it accepts traffic. By default, it does not.
 */
public record WarmingProperties(@DefaultValue("12h") Duration repeatAfter,
		@DefaultValue("0s") Duration readinessTimeout) {

	public WarmingProperties {
		PropertyConstraints constraints = new PropertyConstraints("regions.warming");
		constraints.requirePositive("repeat-after", repeatAfter, "It must be positive, such as 12h.");
		constraints.requireNotNegative("readiness-timeout", readinessTimeout,
				"Use zero to accept traffic at once, or a duration such as 30s.");
	}

}
