package io.regioncache.metrics;

import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.regioncache.store.lookup.EntryLookups;

/**
 * Binds what entries that were found in the home region have cost.
 */
public final class RegionLookupMetrics implements MeterBinder {

	private final EntryLookups lookups;

	private final String home;

	/**
	 * Create a binder.
	 * @param lookups the lookups of the home region
	 * @param home the name of the home region
	 */
	public RegionLookupMetrics(EntryLookups lookups, String home) {
		this.lookups = lookups;
		this.home = home;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		bind(registry, "1", EntryLookups::foundAlone);
		bind(registry, "2", EntryLookups::foundWithMarkers);
	}

	private void bind(MeterRegistry registry, String commands, ToDoubleFunction<EntryLookups> count) {
		FunctionCounter.builder("region.cache.found", this.lookups, count)
			.description("Entries that were found in Redis, by how many commands that took")
			.tag("region", this.home)
			.tag("commands", commands)
			.register(registry);
	}

}
