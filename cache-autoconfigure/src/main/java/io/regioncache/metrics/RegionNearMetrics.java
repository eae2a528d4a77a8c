package io.regioncache.metrics;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.regioncache.store.RegionStore;

/**
 * How old what near caches serve may be, by the clock of this process alone.
 */
public final class RegionNearMetrics implements MeterBinder {

	/**
	 * From a round trip to the bound.
	 */
	private static final Duration[] OBJECTIVES = { Duration.ofNanos(500_000), Duration.ofMillis(1),
			Duration.ofMillis(2), Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(50),
			Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(3) };

	private final RegionStore store;

	/**
	 * Create a binder.
	 * @param store the bytes of the home region
	 */
	public RegionNearMetrics(RegionStore store) {
		this.store = store;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Timer staleness = Timer.builder("region.cache.near.staleness")
			.description("Upper bound of the staleness of near hits, at each comparison with Redis")
			.tag("region", this.store.region())
			.serviceLevelObjectives(OBJECTIVES)
			.register(registry);
		this.store.own().lookups().followers().onCompared((nanos) -> staleness.record(nanos, TimeUnit.NANOSECONDS));
	}

}
