package io.regioncache.autoconfigure.aot;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import io.regioncache.autoconfigure.caller.OnLoadWatch;
import io.regioncache.autoconfigure.embedded.OnEmbeddedRegions;
import io.regioncache.autoconfigure.embedded.OnNoRegionEndpoint;
import io.regioncache.autoconfigure.ratelimit.OnRateLimits;
import io.regioncache.autoconfigure.region.OnNoRedisSettings;
import io.regioncache.autoconfigure.websession.RegionWebSessionAutoConfiguration;

import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * What our conditions decide by properties, which ahead-of-time processing fixes when the
 * application is built.
 *
 * @param outcomes the decisions, by the property that each depends on
 */
record AheadOfTimeDecisions(Map<String, String> outcomes) {

	static final String ENDPOINTS = "regions.endpoints";

	static final String OWN_REDIS = "spring.data.redis";

	private static final String EMBEDDED_REDIS = "redis.embedded.RedisExecProvider";

	AheadOfTimeDecisions {
		outcomes = new LinkedHashMap<>(outcomes);
	}

	/**
	 * Decide as the conditions do.
	 * @param environment has the properties
	 * @return the decisions
	 */
	static AheadOfTimeDecisions of(Environment environment) {
		Map<String, String> outcomes = new LinkedHashMap<>();
		outcomes.put("regions.enabled", truth(environment, "regions.enabled"));
		outcomes.put(ENDPOINTS, endpoints(environment));
		outcomes.put("regions.read-your-writes.secret", isSet(environment, "regions.read-your-writes.secret"));
		outcomes.put("regions.replication.enabled", truth(environment, "regions.replication.enabled"));
		outcomes.put("regions.health.enabled", truth(environment, "regions.health.enabled"));
		outcomes.put("regions.metrics.command-latency", isSet(environment, "regions.metrics.command-latency"));
		outcomes.put(OnRateLimits.PROPERTY, OnRateLimits.isAnySet(environment) ? "set" : "not set");
		outcomes.put(RegionWebSessionAutoConfiguration.PROPERTY,
				environment.getProperty(RegionWebSessionAutoConfiguration.PROPERTY, "false").toLowerCase(Locale.ROOT));
		outcomes.put("regions.rollout.canary", isSet(environment, "regions.rollout.canary"));
		outcomes.put("regions.audit.enabled", isSet(environment, "regions.audit.enabled"));
		outcomes.put("regions.reload-interval", isSet(environment, "regions.reload-interval"));
		outcomes.put(OnLoadWatch.PROPERTY, environment.getProperty(OnLoadWatch.PROPERTY, "not set"));
		outcomes.put("spring.cache.type", isSet(environment, "spring.cache.type"));
		outcomes.put(OWN_REDIS, OnNoRedisSettings.setting(environment) != null ? "set" : "not set");
		return new AheadOfTimeDecisions(outcomes);
	}

	private static String endpoints(Environment environment) {
		if (OnNoRegionEndpoint.isAnySet(environment)) {
			return "set";
		}
		return (OnEmbeddedRegions.isEnabled(environment) && ClassUtils.isPresent(EMBEDDED_REDIS, null))
				? "not set, and embedded servers are enabled" : "not set";
	}

	private static String truth(Environment environment, String name) {
		return environment.getProperty(name, "true").toLowerCase(Locale.ROOT);
	}

	private static String isSet(Environment environment, String name) {
		String value = environment.getProperty(name);
		return (value != null && !value.equalsIgnoreCase("false")) ? "set" : "not set";
	}

}
