package io.regioncache.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;

/**
 * Properties of Region Cache. An unknown property stops the start, for a misspelled one
 * would otherwise be ignored in silence.
 *
 * @param enabled whether Region Cache is configured at all
 * @param home name or alias of the region this process runs in; found from the
 * environment if not set
 * @param aliases other names of regions, as alias to name
 * @param keyPrefix prefix of every Redis key; 'spring.application.name' if not set
 * @param deployId identifies a deployment whose cached values no other may read
 * @param connectTimeout how long the cache waits for a connection to Redis, including the
 * handshake
 * @param commandTimeout how long the cache waits for an answer of Redis
 * @param endpoints the Redis of each region, by the region's name, with every setting of
 * 'spring.data.redis'
 * @param cacheDefaults settings of every cache that does not have its own
 * @param caches settings of single caches, by name
 * @param embedded Redis servers for development
 */
@ConfigurationProperties(prefix = "regions", ignoreUnknownFields = false)
public record RegionsProperties(@DefaultValue("true") boolean enabled, @Nullable String home,
		@DefaultValue Map<String, String> aliases, @Nullable String keyPrefix, @DefaultValue("") String deployId,
		@DefaultValue("1s") Duration connectTimeout, @DefaultValue("100ms") Duration commandTimeout,
		@DefaultValue Map<String, DataRedisProperties> endpoints, @DefaultValue CacheProperties cacheDefaults,
		@DefaultValue Map<String, CacheProperties> caches, @DefaultValue Embedded embedded) {

	public RegionsProperties {
		aliases = new LinkedHashMap<>(aliases);
		endpoints = new LinkedHashMap<>(endpoints);
		caches = new LinkedHashMap<>(caches);
	}

	/**
	 * Redis servers started inside this process when no endpoint is configured and
	 * 'org.signal:embedded-redis' is on the classpath. For development only.
	 *
	 * @param enabled whether to start them
	 * @param regions names of the regions, one server each; the first is home unless
	 * another is named
	 */
	public record Embedded(@DefaultValue("true") boolean enabled, @DefaultValue( {
			"us-east-1", "eu-west-1", "ap-northeast-1" }) List<String> regions){

	}

}
