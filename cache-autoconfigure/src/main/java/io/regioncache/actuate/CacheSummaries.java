package io.regioncache.actuate;

import java.util.Map;
import java.util.TreeMap;

import io.regioncache.actuate.RegionsReport.CacheSummary;
import io.regioncache.actuate.RegionsReport.ServerSummary;
import io.regioncache.budget.CacheMemory;
import io.regioncache.budget.MemoryBudgets;
import io.regioncache.cache.entry.CacheStatistics;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.health.RegionMonitor;
import io.regioncache.store.session.ServerStatus;
import org.jspecify.annotations.Nullable;

/**
 * Sums up what this process has counted, and has been told at the last check.
 */
final class CacheSummaries {

	private CacheSummaries() {
	}

	static Map<String, CacheSummary> of(RegionCacheManager caches, @Nullable MemoryBudgets budgets) {
		Map<String, CacheSummary> summaries = new TreeMap<>();
		for (String name : caches.getCacheNames()) {
			CacheStatistics counted = caches.getCache(name).statistics();
			CacheMemory memory = (budgets != null) ? budgets.of(name) : null;
			summaries.put(name,
					new CacheSummary(counted.get(Event.HIT), counted.get(Event.STALE), counted.get(Event.MISS),
							counted.get(Event.BYPASS), counted.get(Event.LOAD),
							(memory != null && memory.budget() > 0) ? memory : null));
		}
		return summaries;
	}

	static @Nullable ServerSummary of(@Nullable RegionMonitor monitor) {
		ServerStatus server = (monitor != null) ? monitor.server() : null;
		return (monitor == null || server == null) ? null
				: new ServerSummary(server.number("used_memory"), server.number("maxmemory"),
						server.number("connected_clients"), server.number("instantaneous_ops_per_sec"),
						monitor.evictionsPerSecond(), monitor.latency().toNanos() / 1e6);
	}

}
