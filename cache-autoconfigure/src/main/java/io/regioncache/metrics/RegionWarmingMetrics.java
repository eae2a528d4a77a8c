package io.regioncache.metrics;

import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.regioncache.warming.CacheWarmings;
import io.regioncache.warming.WarmingState;
import io.regioncache.warming.WarmingStatus;

/**
 * How the warming of the caches stands that have a warmer.
 */
public final class RegionWarmingMetrics implements MeterBinder {

	private static final WarmingStatus NONE = new WarmingStatus(WarmingState.WAITING, 0, 0, 0);

	private final CacheWarmings warmings;

	/**
	 * Create a binder.
	 * @param warmings warms the caches
	 */
	public RegionWarmingMetrics(CacheWarmings warmings) {
		this.warmings = warmings;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.warmings.caches().keySet().forEach((cache) -> {
			Gauge.builder("region.cache.warming.state", this.warmings, (warmings) -> of(cache).state().ordinal())
				.description("Whether the cache is warm")
				.tag("cache", cache)
				.register(registry);
			count(registry, cache, "warmed", (warmings) -> of(cache).warmed());
			count(registry, cache, "failed", (warmings) -> of(cache).failed());
		});
	}

	private void count(MeterRegistry registry, String cache, String outcome, ToDoubleFunction<CacheWarmings> count) {
		FunctionCounter.builder("region.cache.warming.keys", this.warmings, count)
			.description("Keys that this process has loaded to warm the cache, or could not load")
			.tags("cache", cache, "outcome", outcome)
			.register(registry);
	}

	private WarmingStatus of(String cache) {
		return this.warmings.caches().getOrDefault(cache, NONE);
	}

}
