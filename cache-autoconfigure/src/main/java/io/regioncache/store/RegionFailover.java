package io.regioncache.store;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.regioncache.region.MonotonicClock;
import io.regioncache.region.RegionThreads;
import io.regioncache.region.WorkerFailures;
import io.regioncache.store.entry.Lease;
import org.jspecify.annotations.Nullable;

/**
 * The stores of other regions, for while the own one cannot be asked. Nothing is
 * connected before that happens for the first time.
 */
public final class RegionFailover implements AutoCloseable {

	/**
	 * How long the first attempts to connect are waited for: several times around the
	 * world.
	 */
	static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

	/**
	 * Who asks for all regions wants an answer of the farthest.
	 */
	private static final long OPERATOR_NANOS = TimeUnit.SECONDS.toNanos(4);

	private final Map<String, Supplier<SingleRegionStore>> stores;

	private final boolean answering;

	private final MonotonicClock clock;

	private final AtomicReference<@Nullable Map<String, SingleRegionStore>> started = new AtomicReference<>();

	private final AtomicLong startedAt = new AtomicLong();

	private volatile Set<String> drained = Set.of();

	private final AtomicBoolean closed = new AtomicBoolean();

	private String home = "";

	/**
	 * Create the other regions.
	 * @param stores makes the store of each, called at most once
	 * @param answering whether they answer reads; else they only take invalidations
	 */
	public RegionFailover(Map<String, Supplier<SingleRegionStore>> stores, boolean answering) {
		this(stores, answering, MonotonicClock.SYSTEM);
	}

	RegionFailover(Map<String, Supplier<SingleRegionStore>> stores, boolean answering, MonotonicClock clock) {
		this.clock = clock;
		this.stores = new LinkedHashMap<>(stores);
		this.answering = answering;
	}

	/**
	 * Set the region that turns to these.
	 * @param region the name of the region
	 */
	void home(String region) {
		this.home = region;
	}

	private SingleRegionStore create(String region, Supplier<SingleRegionStore> store) {
		return store.get().readBy(() -> readersOf(region));
	}

	private synchronized Collection<String> readersOf(String region) {
		Set<String> readers = new LinkedHashSet<>(this.stores.keySet());
		readers.add(this.home);
		readers.remove(region);
		return readers;
	}

	/**
	 * Turn to one more region, from now on.
	 * @param region the name of the region
	 * @param store makes its store, called at most once
	 */
	public synchronized void add(String region, Supplier<SingleRegionStore> store) {
		remove(region);
		this.stores.put(region, store);
		Map<String, SingleRegionStore> started = this.started.get();
		if (started != null && !this.closed.get()) {
			Map<String, SingleRegionStore> more = new LinkedHashMap<>(started);
			SingleRegionStore added = create(region, store);
			added.start();
			more.put(region, added);
			this.started.set(more);
		}
	}

	/**
	 * Turn to a region no more.
	 * @param region the name of the region
	 */
	public synchronized void remove(String region) {
		this.stores.remove(region);
		Map<String, SingleRegionStore> started = this.started.get();
		SingleRegionStore gone = (started != null) ? started.get(region) : null;
		if (started != null && gone != null) {
			Map<String, SingleRegionStore> less = new LinkedHashMap<>(started);
			less.remove(region);
			this.started.set(less);
			gone.close();
		}
	}

	/**
	 * Return the names of all of them.
	 */
	synchronized Collection<String> names() {
		return List.copyOf(this.stores.keySet());
	}

	/**
	 * Whether there are none.
	 */
	boolean areNone() {
		Map<String, SingleRegionStore> started = this.started.get();
		return (started != null) ? started.isEmpty() : names().isEmpty();
	}

	/**
	 * Return the stores of all of them, for what speaks to each of them. They begin to
	 * connect where they have not yet.
	 * @return the stores
	 */
	public Collection<SingleRegionStore> stores() {
		return started().values();
	}

	/**
	 * Whether none of them has been needed yet.
	 */
	boolean areAsleep() {
		return this.started.get() == null;
	}

	Stream<WorkerFailures> failures() {
		Map<String, SingleRegionStore> started = this.started.get();
		return (started != null) ? started.values().stream().map(SingleRegionStore::failures) : Stream.empty();
	}

	/**
	 * Return the region that answers reads at present.
	 * @return the nearest that can be asked, or {@code null}
	 */
	@Nullable SingleRegionStore answering() {
		List<SingleRegionStore> nearest = this.answering ? nearest() : List.of();
		return nearest.isEmpty() ? null : nearest.get(0);
	}

	/**
	 * Return the region under whose lease something was loaded.
	 * @return the region, or {@code null} if it is none of these
	 */
	@Nullable SingleRegionStore holderOf(Lease lease) {
		Map<String, SingleRegionStore> started = this.started.get();
		if (started != null) {
			for (SingleRegionStore store : started.values()) {
				if (store.history().epoch() == lease.epoch()) {
					return store;
				}
			}
		}
		return null;
	}

	/**
	 * Return the regions that can be asked at present, the nearest first.
	 */
	List<SingleRegionStore> nearest() {
		return started().entrySet()
			.stream()
			.filter((store) -> store.getValue().canBeAsked() && !this.drained.contains(store.getKey()))
			.map(Map.Entry::getValue)
			.sorted(Comparator.comparingLong((store) -> store.history().roundTrip()))
			.toList();
	}

	/**
	 * Return the regions that can be asked instead of the own one. Where none has been
	 * connected to yet, that is waited for as long as for an answer.
	 * @param preferred the names of those to ask first
	 * @return the stores, and after those preferred the nearest first
	 */
	public CompletableFuture<List<SingleRegionStore>> instead(Collection<String> preferred) {
		return attempted(patienceOfReads()).thenApply((attempted) -> nearest().stream()
			.sorted(Comparator.comparing((store) -> !preferred.contains(store.region())))
			.toList());
	}

	/**
	 * Connect to all of them, where that has not been tried yet, for what operators ask.
	 * @return their stores by name, once those that answer in time are connected
	 */
	CompletableFuture<Map<String, SingleRegionStore>> all() {
		return attempted(OPERATOR_NANOS).thenApply((done) -> started());
	}

	private long patienceOfReads() {
		return started().values()
			.stream()
			.mapToLong((store) -> store.timeout().toNanos())
			.reduce(PATIENCE_NANOS, Math::min);
	}

	/**
	 * Connect to all of them, where that has not been tried yet. The first callers wait
	 * for a moment; who comes later takes what can be asked.
	 */
	CompletableFuture<Void> attempted() {
		return attempted(PATIENCE_NANOS);
	}

	private CompletableFuture<Void> attempted(long patienceNanos) {
		CompletableFuture<Void> all = CompletableFuture
			.allOf(started().values().stream().map(SingleRegionStore::attempted).toArray(CompletableFuture[]::new));
		long left = this.startedAt.get() + patienceNanos - this.clock.nanos();
		return all.isDone() ? all : all.completeOnTimeout(null, Math.max(0, left), TimeUnit.NANOSECONDS);
	}

	/**
	 * Leave regions alone.
	 */
	void drain(Set<String> regions) {
		this.drained = Set.copyOf(regions);
	}

	/**
	 * Return the stores of all of them by name, connected to from now on.
	 */
	Map<String, SingleRegionStore> started() {
		Map<String, SingleRegionStore> started = this.started.get();
		return (started != null) ? started : startAll();
	}

	private synchronized Map<String, SingleRegionStore> startAll() {
		Map<String, SingleRegionStore> started = this.started.get();
		if (started == null) {
			started = this.closed.get() ? Map.of() : startEach();
			this.started.set(started);
		}
		return started;
	}

	private Map<String, SingleRegionStore> startEach() {
		Map<String, SingleRegionStore> started = new LinkedHashMap<>();
		this.stores.forEach((region, store) -> started.put(region, create(region, store)));
		started.values().forEach(SingleRegionStore::start);
		this.startedAt.set(this.clock.nanos());
		return started;
	}

	@Override
	public synchronized void close() {
		this.closed.set(true);
		Map<String, SingleRegionStore> started = this.started.get();
		this.started.set(Map.of());
		if (started != null) {
			// One after the other, a bound of each would add up
			CompletableFuture
				.allOf(started.values()
					.stream()
					.map((store) -> RegionThreads.run("region-cache-closing-" + store.region(), store::close))
					.toArray(CompletableFuture[]::new))
				.join();
		}
	}

}
