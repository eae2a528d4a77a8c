package io.regioncache.metrics;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.cache.CacheMeterBinder;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.RegionCache;
import io.regioncache.cache.near.NearCache;
import io.regioncache.cache.near.NearCache.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * The standard {@code cache.*} meters of a {@link RegionCache}, and what only such a
 * cache can tell as {@code region.cache.*}.
 */
public final class RegionCacheMetrics extends CacheMeterBinder<RegionCache> {

	private static final Map<Event, String> REFUSALS = Map.of(Event.REFUSED_OLD, "old", Event.REFUSED_SIZE, "size",
			Event.REFUSED_VALUE, "value", Event.REFUSED_DIFFERENT, "different", Event.REFUSED_REDIS, "redis",
			Event.REFUSED_KEY, "key");

	/**
	 * The buckets of histograms, from a local query to one that users give up on.
	 */
	private static final Duration[] OBJECTIVES = { Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(10),
			Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofSeconds(1),
			Duration.ofSeconds(5), Duration.ofSeconds(30) };

	/**
	 * Create a binder.
	 * @param cache the cache
	 * @param tags the tags of all its meters
	 */
	public RegionCacheMetrics(RegionCache cache, Iterable<Tag> tags) {
		super(cache, cache.getName(), tags);
	}

	@Override
	protected @Nullable Long size() {
		return null;
	}

	@Override
	protected long hitCount() {
		return get(Event.NEAR) + get(Event.HIT) + get(Event.STALE);
	}

	@Override
	protected Long missCount() {
		return get(Event.MISS) + get(Event.BYPASS);
	}

	@Override
	protected @Nullable Long evictionCount() {
		return null;
	}

	@Override
	protected long putCount() {
		return get(Event.STORED);
	}

	private long get(Event event) {
		RegionCache cache = getCache();
		return (cache != null) ? cache.statistics().get(event) : 0;
	}

	@Override
	protected void bindImplementationSpecificMetrics(MeterRegistry registry) {
		bindReads(registry);
		bindLoads(registry);
		bindEntries(registry);
		getCacheOrThrow().near().ifPresent((near) -> bindNear(registry, near));
	}

	private void bindReads(MeterRegistry registry) {
		count(registry, "cache.removals", "Invalidations of a key or of the whole cache", null, null, Event.EVICT,
				Event.CLEAR);
		for (Event outcome : new Event[] { Event.NEAR, Event.HIT, Event.STALE, Event.MISS, Event.BYPASS }) {
			count(registry, "region.cache.gets", "Reads by what they found", "outcome",
					outcome.name().toLowerCase(Locale.ROOT), outcome);
		}
		count(registry, "region.cache.lookup.failures", "Lookups that Redis did not answer in time, or with an error",
				null, null, Event.LOOKUP_FAILURE);
		bindFreshness(registry);
	}

	private void bindFreshness(MeterRegistry registry) {
		count(registry, "region.cache.detours", "Reads whose token the home region had not passed, by who answered",
				"by", "region", Event.DETOUR_REGION);
		count(registry, "region.cache.detours", "Reads whose token the home region had not passed, by who answered",
				"by", "origin", Event.DETOUR_ORIGIN);
		count(registry, "region.cache.flagged", "Answers that may be older than a write of their caller", null, null,
				Event.FLAGGED);
		Map.of("home", Event.BOUNDED_HOME, "region", Event.BOUNDED_REGION, "origin", Event.BOUNDED_ORIGIN)
			.forEach((by, event) -> count(registry, "region.cache.bounded",
					"Reads with a bound on their staleness, by who could answer", "by", by, event));
	}

	private void bindLoads(MeterRegistry registry) {
		count(registry, "region.cache.loads", "Calls of the origin", null, null, Event.LOAD);
		count(registry, "region.cache.load.failures", "Calls of the origin that threw", null, null, Event.LOAD_FAILURE);
		count(registry, "region.cache.load.timeouts", "Loads that took longer than the hard limit", null, null,
				Event.LOAD_TIMEOUT);
		bindStaleIfError(registry);
		bindLoadTime(registry);
		count(registry, "region.cache.joined", "Callers that joined a load in flight", null, null, Event.JOINED);
		count(registry, "region.cache.lock.waits", "Waits for a load on another node", null, null, Event.LOCK_WAIT);
		count(registry, "region.cache.lock.timeouts", "Loads waited for in vain", null, null, Event.LOCK_TIMEOUT);
	}

	private void bindStaleIfError(MeterRegistry registry) {
		count(registry, "region.cache.stale.if.error", "Expired values served because of their load, by what it did",
				"load", "failed", Event.STALE_ON_FAILURE);
		count(registry, "region.cache.stale.if.error", "Expired values served because of their load, by what it did",
				"load", "overdue", Event.STALE_ON_TIMEOUT);
	}

	private void bindLoadTime(MeterRegistry registry) {
		Timer loadTime = Timer.builder("region.cache.load.time")
			.description("How long calls of the origin took")
			.tags(getTagsWithCacheName())
			.serviceLevelObjectives(OBJECTIVES)
			.register(registry);
		getCacheOrThrow().statistics().timeLoads((nanos) -> loadTime.record(nanos, TimeUnit.NANOSECONDS));
	}

	private void bindEntries(MeterRegistry registry) {
		REFUSALS.forEach((event, reason) -> count(registry, "region.cache.refused",
				"Values that were not stored, by reason", "reason", reason, event));
		count(registry, "region.cache.corrupt", "Entries that could not be read as a value of this cache", null, null,
				Event.CORRUPT);
	}

	private void bindNear(MeterRegistry registry, NearCache<?> near) {
		Gauge.builder("region.cache.near.size", near, NearCache::size)
			.description("Entries that this process keeps itself")
			.baseUnit("entries")
			.tags(getTagsWithCacheName())
			.register(registry);
		FunctionCounter.builder("region.cache.near.evictions", near, NearCache::evictions)
			.description("Entries evicted from the near cache of this process to make room for others")
			.tags(getTagsWithCacheName())
			.register(registry);
		bindNearReads(registry, near);
	}

	private void bindNearReads(MeterRegistry registry, NearCache<?> near) {
		for (Outcome outcome : Outcome.values()) {
			FunctionCounter.builder("region.cache.near.gets", near, (each) -> each.get(outcome))
				.description("Reads by what was found in this process")
				.tags(getTagsWithCacheName())
				.tag("result", outcome.name().toLowerCase(Locale.ROOT))
				.register(registry);
		}
	}

	private void count(MeterRegistry registry, String name, String description, @Nullable String key,
			@Nullable String value, Event... events) {
		FunctionCounter.Builder<RegionCache> counter = FunctionCounter
			.builder(name, getCacheOrThrow(), (cache) -> Arrays.stream(events).mapToLong(cache.statistics()::get).sum())
			.tags(getTagsWithCacheName())
			.description(description);
		if (key != null && value != null) {
			counter.tag(key, value);
		}
		counter.register(registry);
	}

	private RegionCache getCacheOrThrow() {
		RegionCache cache = getCache();
		if (cache == null) {
			throw new IllegalStateException("The cache is gone");
		}
		return cache;
	}

}
