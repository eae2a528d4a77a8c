package io.regioncache.metrics;

import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.regioncache.budget.CacheMemory;
import io.regioncache.budget.MemoryBudgets;
import io.regioncache.cache.RegionCache;
import io.regioncache.cache.RegionCacheManager;

/**
 * How the caches that have a memory budget stand. What they take is known to the process
 * that keeps the budgets of its region; on others it is not a number.
 */
public final class RegionBudgetMetrics {

	private final MemoryBudgets budgets;

	private final MeterRegistry registry;

	/**
	 * Create the meters.
	 * @param budgets keeps the budgets
	 * @param registry where to register them
	 */
	public RegionBudgetMetrics(MemoryBudgets budgets, MeterRegistry registry) {
		this.budgets = budgets;
		this.registry = registry;
	}

	/**
	 * Register the meters of every cache with a budget, and of those that come into
	 * being.
	 * @param caches the caches
	 */
	public void bind(RegionCacheManager caches) {
		caches.forEach((cache) -> {
			if (caches.settings(cache.getName()).values().maxMemory() > 0) {
				bind(cache);
			}
		});
	}

	private void bind(RegionCache cache) {
		String name = cache.getName();
		gauge(name, "region.cache.memory.budget", "Memory that the entries of the cache may take in the region",
				CacheMemory::budget);
		gauge(name, "region.cache.memory.estimate",
				"Memory that the entries of the cache take in the region, estimated",
				(memory) -> known(memory, memory.estimate()));
		gauge(name, "region.cache.memory.over", "Memory by which the cache exceeds its budget",
				(memory) -> known(memory, memory.over()));
		bindEvictions(name);
	}

	private void bindEvictions(String name) {
		FunctionCounter.builder("region.cache.memory.evictions", this.budgets, (budgets) -> budgets.of(name).removed())
			.description("Entries that this process has removed to keep the budget")
			.tag("cache", name)
			.register(this.registry);
	}

	private static double known(CacheMemory memory, long bytes) {
		return (memory.estimate() >= 0) ? bytes : Double.NaN;
	}

	private void gauge(String cache, String name, String description, ToDoubleFunction<CacheMemory> value) {
		Gauge.builder(name, this.budgets, (budgets) -> value.applyAsDouble(budgets.of(cache)))
			.description(description)
			.baseUnit("bytes")
			.tag("cache", cache)
			.register(this.registry);
	}

}
