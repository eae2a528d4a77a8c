package io.regioncache.autoconfigure.properties;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;

/**
 * Properties of Region Cache. An unknown property stops the start, for a misspelled one
 * would otherwise be ignored in silence.
 *
 * @param enabled Whether Region Cache is configured at all.
 * @param home Name or alias of the region this process runs in. By default, found from
 * the environment.
 * @param aliases Other names of regions, as alias to name.
 * @param keyPrefix Prefix of every Redis key. By default, 'spring.application.name'.
 * @param deployId Identifies a deployment whose cached values no other may read; 'auto'
 * for the commit or version of the build. By default, all deployments share their values.
 * @param connectTimeout How long the cache waits for a connection to Redis, including the
 * handshake.
 * @param commandTimeout How long the cache waits for an answer of Redis.
 * @param fallback Who answers reads while the home region's Redis cannot be asked:
 * 'origin' or the nearest 'region'.
 * @param onFailover What follows if a Redis of the home region may have lost its last
 * invalidations: 'flush' the entries of all regions, or have the processes of the home
 * region 'redrive' what may be lost.
 * @param fallbackTimeout How long the cache waits for an answer of another region's
 * Redis.
 * @param addressCheckInterval How often the cache looks up, over a new connection,
 * whether the home region's address still leads to the connected Redis.
 * @param endpoints The Redis of each region, by the region's name, with every setting of
 * 'spring.data.redis'.
 * @param reloadInterval How often the configuration is read again, for regions that were
 * added or removed. By default, never.
 * @param cacheDefaults Settings of every cache that does not have its own.
 * @param caches Settings of single caches, by name.
 * @param replication How regions learn of each other's invalidations.
 * @param readYourWrites How callers see their own writes in every region.
 * @param vary How callers are told apart, where cached values differ by them.
 * @param transactions How caches act in transactions.
 * @param health How the regions are checked.
 * @param metrics What is measured beyond what costs nothing.
 * @param rateLimits Rate limits, by name.
 * @param rateLimitXHeaders Whether responses also tell limits in X-RateLimit-Limit,
 * X-RateLimit-Remaining and X-RateLimit-Reset.
 * @param writeBehind How changes are kept until they are written to a database, by the
 * name of the cache.
 * @param sessions Web sessions in every region.
 * @param rollout In which order a deployment goes to the regions.
 * @param audit Whether some invalidations are looked at again later, as a client would.
 * @param warming When caches that have a 'CacheWarmer' are warmed.
 * @param embedded Redis servers for development.
 */
@ConfigurationProperties(prefix = "regions", ignoreUnknownFields = false)
public record RegionsProperties(@DefaultValue("true") boolean enabled, @Nullable String home,
		@DefaultValue Map<String, String> aliases, @Nullable String keyPrefix, @DefaultValue("") String deployId,
		@DefaultValue("1s") Duration connectTimeout, @DefaultValue("100ms") Duration commandTimeout,
		@DefaultValue("origin") Fallback fallback, @DefaultValue("flush") OnFailover onFailover,
		@DefaultValue("500ms") Duration fallbackTimeout, @DefaultValue("15s") Duration addressCheckInterval,
		@DefaultValue Map<String, DataRedisProperties> endpoints, @Nullable Duration reloadInterval,
		@NestedConfigurationProperty @DefaultValue CacheProperties cacheDefaults,
		@DefaultValue Map<String, CacheProperties> caches,
		@NestedConfigurationProperty @DefaultValue ReplicationProperties replication,
		@NestedConfigurationProperty @DefaultValue ReadYourWritesProperties readYourWrites,
		@NestedConfigurationProperty @DefaultValue VaryProperties vary,
		@DefaultValue TransactionProperties transactions,
		@NestedConfigurationProperty @DefaultValue HealthProperties health, @DefaultValue Metrics metrics,
		@DefaultValue Map<String, RateLimitProperties> rateLimits, @DefaultValue("false") boolean rateLimitXHeaders,
		@DefaultValue Map<String, WriteBehindProperties> writeBehind,
		@NestedConfigurationProperty @DefaultValue SessionProperties sessions,
		@NestedConfigurationProperty @DefaultValue RolloutProperties rollout,
		@NestedConfigurationProperty @DefaultValue AuditProperties audit,
		@NestedConfigurationProperty @DefaultValue WarmingProperties warming, @DefaultValue Embedded embedded) {

	/**
	 * Return how far what loads read may be behind what was written, in any cache.
	 */
	public Duration longestOriginLag() {
		return Stream.concat(Stream.of(this.cacheDefaults), this.caches.values().stream())
			.map(CacheProperties::originLag)
			.filter(Objects::nonNull)
			.max(Comparator.naturalOrder())
			.orElse(Duration.ZERO);
	}

	/**
	 * Return how a cache is warmed.
	 * @param cache the name of the cache
	 * @return the settings, all of them set
	 */
	public WarmProperties warm(String cache) {
		WarmProperties base = over("regions.cache-defaults", this.cacheDefaults, WarmProperties.DEFAULTS);
		CacheProperties own = this.caches.get(cache);
		return (own != null) ? over("regions.caches." + cache, own, base) : base;
	}

	private static WarmProperties over(String prefix, CacheProperties properties, WarmProperties base) {
		WarmProperties warm = properties.warm();
		return (warm != null) ? warm.over(prefix + ".warm", base) : base;
	}

	/**
	 * Whether a rate limit may need the addresses of callers.
	 * @return whether one may
	 */
	public boolean needsAddresses() {
		return this.rateLimits.values().stream().anyMatch(RateLimitProperties::needsAddress);
	}

	/**
	 * Who answers reads while the home region's Redis cannot be asked.
	 */
	public enum Fallback {

		/**
		 * The origin, without any cache.
		 */
		ORIGIN,

		/**
		 * The nearest other region that can be asked, else the origin.
		 */
		REGION

	}

	/**
	 * What happens to the entries of other regions when the Redis of a region has been
	 * restarted or replaced.
	 */
	public enum OnFailover {

		/**
		 * All of them are invalidated.
		 */
		FLUSH,

		/**
		 * They are kept if every process of the region that failed over sends its last
		 * invalidations again.
		 */
		REDRIVE

	}

	/**
	 * How caches act in transactions.
	 *
	 * @param hold Whether what a transaction is about to invalidate is held from right
	 * before its commit until it has been invalidated, so that a crash in between leaves
	 * no old value behind.
	 * @param holdFor After how long the hold of a dead process becomes an invalidation:
	 * longer than any commit takes, 10 minutes at most.
	 */
	public record TransactionProperties(@DefaultValue("false") boolean hold, @DefaultValue("30s") Duration holdFor) {

		public TransactionProperties {
			if (holdFor.isZero() || holdFor.isNegative() || holdFor.compareTo(Duration.ofMinutes(10)) > 0) {
				throw new InvalidConfigurationPropertyValueException("regions.transactions.hold-for", holdFor,
						"It must be longer than a commit takes, such as 30s, and 10m at most.");
			}
		}

	}

	/**
	 * What is measured beyond what costs nothing.
	 *
	 * @param commandLatency Whether the time of each Redis command is measured, by
	 * command and server, with percentiles. It costs each command about a microsecond.
	 */
	public record Metrics(@DefaultValue("false") boolean commandLatency) {

	}

	/**
	 * Redis servers started beside this process when no endpoint is configured and
	 * 'org.signal:embedded-redis' is on the classpath. For development only.
	 *
	 * @param enabled Whether to start a Redis server for each embedded region when no
	 * endpoint is configured. By default, only in tests with '@SpringBootTest'.
	 * @param regions Names of the embedded regions. The first is home unless another is
	 * named.
	 */
	public record Embedded(@Nullable Boolean enabled, @DefaultValue( {
			"us-east-1", "eu-west-1", "ap-northeast-1" }) List<String> regions){

	}

}
