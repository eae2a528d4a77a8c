package io.regioncache.autoconfigure.properties;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

import io.regioncache.annotation.Consistency;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.cache.settings.ReplicationSettings.Conflict;
import io.regioncache.cache.settings.ReplicationSettings.Replicate;
import io.regioncache.cache.settings.ReplicationSettings.Write;
import io.regioncache.cache.value.Fidelity;
import io.regioncache.cache.value.StandardFormat;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of a cache; what is not set is taken from 'regions.cache-defaults', and from
 * {@link CacheSettings#DEFAULTS} there.
 *
 * @param ttl How long a value counts as fresh. By default, 10 minutes.
 * @param nullTtl How long null counts as fresh; zero keeps it out of the cache. By
 * default, 1 minute.
 * @param ttlJitter By which fraction a time to live is shortened at most, at random. By
 * default, 0.1.
 * @param staleWhileRevalidate How long after its time to live a value may be served while
 * it is refreshed. By default, zero for never.
 * @param earlyRefresh How eagerly a value is refreshed before its time to live is over,
 * as a multiple of the time its load took. By default, zero for never.
 * @param maxValueSize The largest encoded value that is stored. By default, 1MB.
 * @param schema Isolates the values from those of incompatible versions of the
 * application. By default, 1.
 * @param type Class of the values that are read without a declared type.
 * @param lockTtl After how long the lock of a dead node is free again. By default, 3
 * seconds.
 * @param lockWait How long a load of the same key is waited for before loading oneself.
 * By default, 5 seconds.
 * @param maxConcurrentLoads How many loads of the cache may run at once in a process. By
 * default, 64.
 * @param loadWait How long a load waits for its turn. By default, 10 seconds.
 * @param replicate What other regions learn of the cache: 'values', 'invalidations' or
 * 'none'. By default, invalidations.
 * @param write When an invalidation counts as done: 'async' when the home region has
 * applied it, 'all-regions' when every region that can be reached has. By default, async.
 * @param writeTimeout How long other regions are waited for, where they are. By default,
 * 5 seconds.
 * @param conflict What becomes of values that are put in several regions at once: 'drop'
 * all of them, or 'last-write-wins'. By default, drop.
 * @param consistency How fresh values must be where a method does not say it: 'eventual',
 * 'session' or 'strong'. By default, session.
 * @param originLag How far what loads read may be behind what was written, where they
 * read replicas of a database; up to 1 minute. By default, zero for never.
 * @param maxStaleness How long ago what is read may have been invalidated at most, in
 * whichever region; at least 1500 ms. What cannot be shown to be that fresh is read in
 * another region, or loaded. By default, zero for no bound.
 * @param fidelity How many values are read back and compared before they are stored:
 * 'strict' for all, 'sampled' for all that this does not slow down by more than 5 %, or
 * 'off'. By default, sampled.
 * @param serializer How values are written as bytes: 'json', 'smile' or 'cbor'. The
 * latter two need a module of Jackson. By default, json.
 * @param maxMemory How much the entries of the cache may take in a region; a process of
 * the region removes what is beyond. By default, zero for as much as the server has.
 * @param staleIfError How long after its time to live a value may be served if its load
 * fails or takes too long. By default, zero for never.
 * @param loadSoftTimeout After how long a load counts as overdue, so that a value within
 * 'stale-if-error' is served while the load goes on. By default, zero for never.
 * @param loadHardTimeout After how long callers give up waiting for a load, which goes
 * on. By default, zero for never.
 * @param near What each process keeps of the cache itself.
 * @param warm How the cache is warmed, if it has a 'CacheWarmer'.
 * @param regions What differs in a region, by its name.
 */
public record CacheProperties(@Nullable Duration ttl, @Nullable Duration nullTtl, @Nullable Double ttlJitter,
		@Nullable Duration staleWhileRevalidate, @Nullable Double earlyRefresh, @Nullable DataSize maxValueSize,
		@Nullable String schema, @Nullable Class<?> type, @Nullable Duration lockTtl, @Nullable Duration lockWait,
		@Nullable Integer maxConcurrentLoads, @Nullable Duration loadWait, @Nullable Replicate replicate,
		@Nullable Write write, @Nullable Duration writeTimeout, @Nullable Conflict conflict,
		@Nullable Consistency consistency, @Nullable Duration originLag, @Nullable Duration maxStaleness,
		@Nullable Fidelity fidelity, @Nullable StandardFormat serializer, @Nullable DataSize maxMemory,
		@Nullable Duration staleIfError, @Nullable Duration loadSoftTimeout, @Nullable Duration loadHardTimeout,
		@NestedConfigurationProperty @Nullable NearProperties near,
		@NestedConfigurationProperty @Nullable WarmProperties warm, @DefaultValue Map<String, InRegion> regions) {

	/**
	 * Return what a region tells others of this cache.
	 * @param region the name of the region
	 * @param home the name of the home region
	 * @param atHome what the home region tells others
	 * @return what it tells
	 */
	public Replicate replicateIn(String region, String home, Replicate atHome) {
		Replicate there = this.regions.getOrDefault(region, InRegion.SAME).replicate();
		boolean same = this.regions.getOrDefault(home, InRegion.SAME).replicate() == null;
		if (there != null) {
			return there;
		}
		return same ? atHome : Objects.requireNonNullElse(this.replicate, Replicate.INVALIDATIONS);
	}

	/**
	 * What differs in one region.
	 *
	 * @param ttl How long a value counts as fresh there.
	 * @param replicate What that region tells others of the cache, and takes from them.
	 */
	public record InRegion(@Nullable Duration ttl, @Nullable Replicate replicate) {

		static final InRegion SAME = new InRegion(null, null);

	}

}
