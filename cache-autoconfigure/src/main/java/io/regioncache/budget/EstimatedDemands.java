package io.regioncache.budget;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;

/**
 * What the caches that have a budget take by the last estimate, and what is to be removed
 * of each until the next.
 */
final class EstimatedDemands {

	private final SpaceEstimate estimate;

	private final long at;

	private final Map<String, CacheDemand> demands = new TreeMap<>();

	private final Map<String, Long> bytes = new TreeMap<>();

	private final AtomicLong removed = new AtomicLong();

	private EstimatedDemands(SpaceEstimate estimate, long at) {
		this.estimate = estimate;
		this.at = at;
	}

	/**
	 * Take an estimate.
	 * @param at when it was made, in nanoseconds
	 * @param names the caches that have a budget
	 * @param budgets tells the budget of each, in bytes
	 * @param before what was estimated before, or {@code null} if nothing was
	 */
	static EstimatedDemands of(SpaceEstimate estimate, long at, Collection<String> names,
			ToLongFunction<String> budgets, @Nullable EstimatedDemands before) {
		EstimatedDemands now = new EstimatedDemands(estimate, at);
		for (String name : names) {
			CacheUsage usage = estimate.caches().getOrDefault(name, CacheUsage.NONE);
			CacheDemand former = (before != null) ? before.demands.get(name) : null;
			CacheDemand demand = (former != null) ? former : new CacheDemand(budgets.applyAsLong(name));
			demand.estimated(usage, at);
			now.demands.put(name, demand);
			now.bytes.put(name, Math.round(demand.usage().bytes()));
		}
		return now;
	}

	/**
	 * Return how many bytes each of the caches takes.
	 */
	Map<String, Long> bytes() {
		return this.bytes;
	}

	/**
	 * Return how old the estimate is, in nanoseconds.
	 */
	long age(long now) {
		return now - this.at;
	}

	boolean countsUses() {
		return this.estimate.countsUses();
	}

	/**
	 * Whether there may be something to remove within some time.
	 */
	boolean areNear(long nanos) {
		return this.demands.values().stream().anyMatch((demand) -> demand.isNear(nanos));
	}

	/**
	 * Whether there may be something to remove of a cache within some time.
	 */
	boolean isNear(String cache, long nanos) {
		CacheDemand demand = this.demands.get(cache);
		return demand != null && demand.isNear(nanos);
	}

	/**
	 * Return what is to be removed by now, of the cache that exceeds its budget by most.
	 * @param keys how many keys there are in the whole region
	 * @return {@code null} if nothing is
	 */
	@Nullable Due due(long now, long keys) {
		double newKeys = (double) keys - this.estimate.keys() + this.removed.get();
		Due most = null;
		double over = 0;
		for (Map.Entry<String, CacheDemand> each : this.demands.entrySet()) {
			CacheDemand demand = each.getValue();
			long entries = demand.due(now, newKeys);
			double part = entries * demand.usage().entryBytes() / demand.budget();
			if (entries > 0 && part > over) {
				over = part;
				most = new Due(each.getKey(), entries, demand.share(entries), demand.page(keys));
			}
		}
		return most;
	}

	void removed(String cache, long entries) {
		CacheDemand demand = this.demands.get(cache);
		if (demand != null) {
			demand.removed(entries);
		}
		this.removed.addAndGet(entries);
	}

	/**
	 * What is to be removed.
	 *
	 * @param cache of which cache
	 * @param entries how many entries at most
	 * @param share which share of the entries on a page at most
	 * @param page how many keys a page has, of whatever kind
	 */
	record Due(String cache, long entries, double share, int page) {

	}

}
