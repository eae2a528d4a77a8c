package io.regioncache.actuate;

import java.util.Map;
import java.util.TreeMap;

import io.regioncache.actuate.RegionsReport.CacheSummary;
import io.regioncache.audit.AuditReport;
import io.regioncache.audit.Auditor;
import io.regioncache.budget.CacheMemory;
import io.regioncache.budget.MemoryBudgets;
import io.regioncache.cache.entry.CacheStatistics;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.warming.CacheWarmings;
import io.regioncache.warming.WarmingStatus;
import org.jspecify.annotations.Nullable;

/**
 * Sums up what this process has counted in each cache.
 */
public final class CacheSummaries {

	private final RegionCacheManager caches;

	private final @Nullable MemoryBudgets budgets;

	private final @Nullable Auditor auditor;

	private final @Nullable CacheWarmings warmings;

	/**
	 * Create summaries.
	 * @param caches the caches of the home region
	 * @param budgets keeps the memory budgets of the caches, if anybody does
	 * @param auditor looks at their invalidations again, if anybody does
	 * @param warmings warms them, if anybody does
	 */
	public CacheSummaries(RegionCacheManager caches, @Nullable MemoryBudgets budgets, @Nullable Auditor auditor,
			@Nullable CacheWarmings warmings) {
		this.caches = caches;
		this.budgets = budgets;
		this.auditor = auditor;
		this.warmings = warmings;
	}

	@Nullable AuditReport audit() {
		return (this.auditor != null) ? this.auditor.report() : null;
	}

	Map<String, WarmingStatus> warming() {
		return (this.warmings != null) ? this.warmings.caches() : Map.of();
	}

	Map<String, CacheSummary> byName() {
		Map<String, CacheSummary> summaries = new TreeMap<>();
		for (String name : this.caches.getCacheNames()) {
			CacheStatistics counted = this.caches.getCache(name).statistics();
			CacheMemory memory = (this.budgets != null) ? this.budgets.of(name) : null;
			summaries.put(name,
					new CacheSummary(counted.get(Event.HIT), counted.get(Event.STALE), counted.get(Event.MISS),
							counted.get(Event.BYPASS), counted.get(Event.LOAD),
							(memory != null && memory.budget() > 0) ? memory : null));
		}
		return summaries;
	}

}
