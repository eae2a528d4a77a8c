package io.regioncache.autoconfigure.properties;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.core.env.Environment;

/**
 * Properties of Spring Boot that have no effect where Region Cache stands in its place.
 */
public final class IgnoredProperties {

	/**
	 * What configures the caches of others, and what to set instead.
	 */
	static final Map<String, String> OF_CACHES = ofCaches();

	/**
	 * What configures clients of the application's own Redis, beside its address.
	 */
	private static final List<String> OF_REDIS = List.of("timeout", "connect-timeout", "client-name", "lettuce",
			"jedis");

	private IgnoredProperties() {
	}

	private static Map<String, String> ofCaches() {
		Map<String, String> properties = new LinkedHashMap<>();
		properties.put("redis.time-to-live", "'regions.cache-defaults.ttl'");
		properties.put("redis.cache-null-values", "'regions.cache-defaults.null-ttl', 0s for false");
		properties.put("redis.key-prefix", "'regions.key-prefix'");
		properties.put("redis.use-key-prefix", "'regions.key-prefix'");
		properties.put("redis.enable-statistics", "nothing, statistics are always on");
		properties.put("caffeine.spec", "'regions.caches'");
		properties.put("couchbase.expiration", "'regions.cache-defaults.ttl'");
		properties.put("infinispan.config", "'regions.caches'");
		properties.put("jcache.config", "'regions.caches'");
		properties.put("jcache.provider", "'regions.caches'");
		return properties;
	}

	/**
	 * Return what to say of settings for caches of others.
	 * @return a warning, {@code null} if there are none
	 */
	public static @Nullable String ofCaches(Environment environment) {
		String ignored = OF_CACHES.entrySet()
			.stream()
			.filter((property) -> isSet(environment, "spring.cache." + property.getKey()))
			.map((property) -> "'spring.cache.%s' (instead, set %s)".formatted(property.getKey(), property.getValue()))
			.collect(Collectors.joining(", "));
		return ignored.isEmpty() ? null
				: "Ignored, since Region Cache is the cache manager of this application: %s. Remove what is ignored, or set 'spring.cache.type' to use the caches of Spring Boot."
					.formatted(ignored);
	}

	/**
	 * Return what to say of settings for a Redis that the application does not have.
	 * @param home the name of the region whose Redis it gets
	 * @return a warning, {@code null} if there are none
	 */
	public static @Nullable String ofRedis(Environment environment, String home) {
		String ignored = OF_REDIS.stream()
			.filter((name) -> isSet(environment, "spring.data.redis." + name))
			.map((name) -> "'spring.data.redis.%s'".formatted(name))
			.collect(Collectors.joining(", "));
		return ignored.isEmpty() ? null
				: "Ignored, since the Redis of region %s is the Redis of this application: %s. Set them under 'regions.endpoints.%1$s', or set 'spring.data.redis.url' to use another Redis."
					.formatted(home, ignored);
	}

	private static boolean isSet(Environment environment, String name) {
		ConfigurationPropertyName property = ConfigurationPropertyName.of(name);
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source.getConfigurationProperty(property) != null
					|| source.containsDescendantOf(property) == ConfigurationPropertyState.PRESENT) {
				return true;
			}
		}
		return false;
	}

}
