package io.regioncache.cache.settings;

import java.time.Duration;

import io.regioncache.annotation.Consistency;
import io.regioncache.annotation.PublicApi;
import io.regioncache.cache.near.NearSettings;
import io.regioncache.cache.value.Fidelity;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The settings of one cache.
 *
 * @param ttl how long a value counts as fresh
 * @param nullTtl the same for {@code null}; zero keeps {@code null} out of the cache
 * @param ttlJitter by which fraction a time to live is shortened at most, at random, so
 * that what was stored together does not expire together
 * @param staleWhileRevalidate how long after its time to live a value may be served while
 * it is refreshed; zero for never
 * @param earlyRefresh how eagerly a value is refreshed before its time to live is over,
 * as a multiple of the time its load took; zero for never, 1 is usual
 * @param maxValueSize the largest encoded value that is stored, in bytes
 * @param schema isolates the values of this cache from those that an incompatible version
 * of the application stores
 * @param type the type of values that are read without a declared one, or {@code null}
 * @param lockTtl after how long the lock of a dead node is free again
 * @param lockWait how long a load of the same key is waited for before loading oneself
 * @param maxConcurrentLoads how many loads of this cache may run at once in this process
 * @param loadWait how long a load waits for its turn
 * @param replication what other regions learn of the cache
 * @param consistency how fresh values must be where a call does not say it
 * @param originLag how far what loads read may be behind what was written, where they
 * read replicas of a database; zero if it never is
 * @param fidelity how many values are read back and compared before they are stored
 * @param maxMemory how much the entries of this cache may take in a region, in bytes;
 * zero for as much as the server has
 * @param staleIfError how long after its time to live a value may be served if its load
 * fails or takes too long; zero for never
 * @param loadSoftTimeout after how long a load counts as overdue, so that a value within
 * {@code staleIfError} is served while it goes on; zero for never
 * @param loadHardTimeout after how long callers give up waiting for a load; zero for
 * never
 * @param near what a process keeps of the cache itself
 * @since 0.1
 */
@PublicApi
public record CacheSettings(Duration ttl, Duration nullTtl, double ttlJitter, Duration staleWhileRevalidate,
		double earlyRefresh, long maxValueSize, String schema, @Nullable Class<?> type, Duration lockTtl,
		Duration lockWait, int maxConcurrentLoads, Duration loadWait, ReplicationSettings replication,
		Consistency consistency, Duration originLag, Fidelity fidelity, long maxMemory, Duration staleIfError,
		Duration loadSoftTimeout, Duration loadHardTimeout, NearSettings near) {

	/**
	 * How far back the lag of an origin may reach.
	 */
	public static final Duration LONGEST_ORIGIN_LAG = Duration.ofMinutes(1);

	/**
	 * What holds where nothing else is said.
	 */
	public static final CacheSettings DEFAULTS = new CacheSettings(Duration.ofMinutes(10), Duration.ofMinutes(1), 0.1,
			Duration.ZERO, 0, 1024 * 1024, "1", null, Duration.ofSeconds(3), Duration.ofSeconds(5), 64,
			Duration.ofSeconds(10), ReplicationSettings.DEFAULTS, Consistency.SESSION, Duration.ZERO, Fidelity.SAMPLED,
			0, Duration.ZERO, Duration.ZERO, Duration.ZERO, NearSettings.NONE);

	public CacheSettings {
		Assert.isTrue(!ttl.isZero() && !ttl.isNegative(), "'ttl' must be positive");
		Assert.isTrue(!nullTtl.isNegative(), "'nullTtl' must not be negative");
		Assert.isTrue(ttlJitter >= 0 && ttlJitter < 1, "'ttlJitter' must be at least 0 and below 1");
		Assert.isTrue(!staleWhileRevalidate.isNegative(), "'staleWhileRevalidate' must not be negative");
		Assert.isTrue(earlyRefresh >= 0, "'earlyRefresh' must not be negative");
		Assert.isTrue(maxValueSize > 0, "'maxValueSize' must be positive");
		Assert.hasText(schema, "'schema' must not be empty");
		Assert.isTrue(!lockTtl.isZero() && !lockTtl.isNegative(), "'lockTtl' must be positive");
		Assert.isTrue(!lockWait.isNegative(), "'lockWait' must not be negative");
		Assert.isTrue(maxConcurrentLoads > 0, "'maxConcurrentLoads' must be positive");
		Assert.isTrue(!loadWait.isNegative(), "'loadWait' must not be negative");
		Assert.isTrue(!originLag.isNegative() && originLag.compareTo(LONGEST_ORIGIN_LAG) <= 0,
				"'originLag' must be between zero and one minute");
		Assert.isTrue(maxMemory == 0 || maxMemory >= maxValueSize,
				"'maxMemory' must be zero, or at least 'maxValueSize'");
		Assert.isTrue(!staleIfError.isNegative(), "'staleIfError' must not be negative");
		Assert.isTrue(!loadSoftTimeout.isNegative(), "'loadSoftTimeout' must not be negative");
		Assert.isTrue(!loadHardTimeout.isNegative(), "'loadHardTimeout' must not be negative");
		Assert.isTrue(loadHardTimeout.isZero() || loadSoftTimeout.compareTo(loadHardTimeout) < 0,
				"'loadSoftTimeout' must be shorter than 'loadHardTimeout'");
	}

	/**
	 * Change some of these settings.
	 * @return a builder that begins with them
	 */
	public CacheSettingsBuilder mutate() {
		return new CacheSettingsBuilder(this);
	}

}
