package io.regioncache.budget;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * How the caches stand that have a budget: what they take by the last estimate, and what
 * was removed of them since the start.
 */
final class CacheMemories {

	private final ConcurrentHashMap<String, Long> removed = new ConcurrentHashMap<>();

	private final Supplier<? extends Collection<String>> names;

	private final ToLongFunction<String> budgets;

	private final Supplier<Map<String, Long>> estimates;

	/**
	 * Create what tells it.
	 * @param names tells the names of the caches that this process knows
	 * @param budgets tells the budget of a cache in bytes, 0 if it has none
	 * @param estimates tells what the caches take, empty if that is not known
	 */
	CacheMemories(Supplier<? extends Collection<String>> names, ToLongFunction<String> budgets,
			Supplier<Map<String, Long>> estimates) {
		this.names = names;
		this.budgets = budgets;
		this.estimates = estimates;
	}

	void removed(String cache, long entries) {
		this.removed.merge(cache, entries, Long::sum);
	}

	/**
	 * Return how the caches stand that have a budget, by name.
	 */
	Map<String, CacheMemory> all() {
		Map<String, Long> estimates = this.estimates.get();
		Set<String> known = new TreeSet<>(this.names.get());
		known.addAll(estimates.keySet());
		Map<String, CacheMemory> caches = new TreeMap<>();
		for (String name : known) {
			CacheMemory memory = of(name, estimates);
			if (memory.budget() > 0) {
				caches.put(name, memory);
			}
		}
		return caches;
	}

	/**
	 * Return how a cache stands.
	 */
	CacheMemory of(String name) {
		return of(name, this.estimates.get());
	}

	private CacheMemory of(String name, Map<String, Long> estimates) {
		// Where some are known, a cache that is not among them has no entries
		long estimate = estimates.getOrDefault(name, estimates.isEmpty() ? -1L : 0L);
		return new CacheMemory(this.budgets.applyAsLong(name), estimate, this.removed.getOrDefault(name, 0L));
	}

}
