package io.regioncache.budget;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeSet;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import io.regioncache.budget.EstimatedDemands.Due;
import io.regioncache.budget.SpaceEstimator.Wanted;
import io.regioncache.region.Clocks;
import io.regioncache.store.RegionLease;
import io.regioncache.store.RegionStore;
import io.regioncache.store.connection.PeriodicWorker;
import io.regioncache.store.session.EntrySpace.Shard;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the caches of the home region within their memory budgets.
 * <p>
 * Every node has one; the node that holds the lease estimates what the caches take, and
 * removes what is over a budget in small steps. It asks for the lease before each step,
 * and forgets its estimate when it loses the lease or the server: what another node has
 * removed meanwhile is not removed again.
 */
public final class MemoryBudgets implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(MemoryBudgets.class);

	private static final Duration INTERVAL = Duration.ofSeconds(10);

	private static final long STEP_MILLIS = 250;

	/**
	 * Until the next step, where the last one had something to remove.
	 */
	private static final long BEHIND_MILLIS = 5;

	private static final long CLOSE_SECONDS = 1;

	private final String region;

	private final Supplier<? extends Collection<String>> names;

	private final ToLongFunction<String> budgets;

	private final Duration interval;

	private final Clocks clocks;

	private final RegionLease lease;

	private final SweptSpace space;

	private final SpaceEstimator estimator;

	private final EntryRemover remover;

	private final PeriodicWorker worker;

	private final CacheMemories memories;

	private final AtomicReference<@Nullable EstimatedDemands> demands = new AtomicReference<>();

	private final AtomicBoolean behind = new AtomicBoolean();

	/**
	 * Create the budgets; nothing is done before {@link #start()}.
	 * @param store the home region
	 * @param names tells the names of the caches that this process knows
	 * @param budgets tells the budget of a cache in bytes, 0 if it has none
	 */
	public MemoryBudgets(RegionStore store, Supplier<? extends Collection<String>> names,
			ToLongFunction<String> budgets) {
		this(store, names, budgets, INTERVAL, Clocks.SYSTEM);
	}

	MemoryBudgets(RegionStore store, Supplier<? extends Collection<String>> names, ToLongFunction<String> budgets,
			Duration interval, Clocks clocks) {
		this.region = store.region();
		this.names = names;
		this.budgets = budgets;
		this.memories = new CacheMemories(names, budgets, this::estimates);
		this.interval = interval;
		this.clocks = clocks;
		this.lease = new RegionLease(store.own(), store.own().keys().metadata().sweeper());
		this.space = new SweptSpace(store.own().link());
		Random random = new Random();
		this.estimator = new SpaceEstimator(store.own().keys(), random);
		this.remover = new EntryRemover(this.estimator, clocks.wall(), random);
		this.worker = new PeriodicWorker("region-cache-budgets-" + this.region, this::turn, this::pause,
				store.failures());
	}

	/**
	 * Begin to keep the budgets, or to wait for one's turn.
	 */
	public void start() {
		this.worker.start();
	}

	/**
	 * Return how the caches stand that have a budget.
	 * @return by name
	 */
	public Map<String, CacheMemory> caches() {
		return this.memories.all();
	}

	/**
	 * Return how a cache stands.
	 * @param name the name of the cache
	 * @return how it stands; with a budget of 0 if it has none
	 */
	public CacheMemory of(String name) {
		return this.memories.of(name);
	}

	private Map<String, Long> estimates() {
		EstimatedDemands demands = this.demands.get();
		return (demands != null) ? demands.bytes() : Map.of();
	}

	void turn() {
		try {
			if (this.lease.acquire(this.interval.multipliedBy(5).dividedBy(2)).join()) {
				keep();
			}
			else {
				this.demands.set(null);
			}
		}
		catch (CompletionException ex) {
			this.demands.set(null);
			logger.debug("Region %s: the memory budgets cannot be kept; retrying".formatted(this.region),
					ex.getCause());
		}
	}

	private long pause() {
		EstimatedDemands demands = this.demands.get();
		if (demands == null) {
			return this.interval.toMillis() / 2;
		}
		long next = this.interval.toNanos() - demands.age(now());
		long step = this.behind.get() ? BEHIND_MILLIS : STEP_MILLIS;
		return demands.areNear(this.interval.toNanos()) ? step : Math.max(1, TimeUnit.NANOSECONDS.toMillis(next));
	}

	private void keep() {
		EstimatedDemands demands = this.demands.get();
		if (demands == null || demands.age(now()) >= this.interval.toNanos()) {
			this.demands.set(estimate(demands));
		}
		else {
			this.behind.set(step(demands));
		}
	}

	private EstimatedDemands estimate(@Nullable EstimatedDemands before) {
		SpaceEstimate estimate = this.estimator.estimate(this.space,
				new Wanted((name) -> this.budgets.applyAsLong(name) > 0,
						(name) -> before == null || before.isNear(name, this.interval.toNanos())));
		Set<String> all = new TreeSet<>(this.names.get());
		all.addAll(estimate.caches().keySet());
		all.removeIf((name) -> this.budgets.applyAsLong(name) <= 0);
		return EstimatedDemands.of(estimate, now(), all, this.budgets, before);
	}

	/**
	 * Remove some of what is due.
	 * @return whether something was, and perhaps is
	 */
	private boolean step(EstimatedDemands demands) {
		Map<Shard, Long> sizes = this.space.sizes();
		Due due = demands.due(now(), sizes.values().stream().mapToLong(Long::longValue).sum());
		if (due == null) {
			return false;
		}
		long removed = this.remover.remove(this.space, sizes, due, demands.countsUses());
		demands.removed(due.cache(), removed);
		this.memories.removed(due.cache(), removed);
		return true;
	}

	private long now() {
		return this.clocks.monotonic().nanos();
	}

	@Override
	public void close() {
		this.worker.close();
		if (!estimates().isEmpty()) {
			this.lease.release()
				.completeOnTimeout(null, CLOSE_SECONDS, TimeUnit.SECONDS)
				.exceptionally((ex) -> null)
				.join();
		}
	}

}
