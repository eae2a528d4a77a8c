package io.regioncache.metrics;

import java.util.Collection;
import java.util.List;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.regioncache.region.WorkerFailures;
import io.regioncache.store.RegionStore;

/**
 * Counts unexpected failures of the library's own threads for each region.
 */
public final class RegionFailureMetrics implements MeterBinder {

	private final RegionStore store;

	private final List<String> regions;

	/**
	 * Create a binder.
	 * @param store the store of the home region
	 * @param regions the names of all regions
	 */
	public RegionFailureMetrics(RegionStore store, Collection<String> regions) {
		this.store = store;
		this.regions = List.copyOf(regions);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (String region : this.regions) {
			FunctionCounter.builder("region.worker.failures", this.store, (known) -> count(known, region))
				.description("Unexpected failures of the library's own threads")
				.tag("region", region)
				.register(registry);
		}
	}

	private static long count(RegionStore store, String region) {
		return store.allFailures()
			.stream()
			.filter((failures) -> failures.region().equals(region))
			.mapToLong(WorkerFailures::count)
			.sum();
	}

}
