package io.regioncache.replication;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import io.regioncache.cache.RegionCache;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.entry.EntryTags;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.cache.invalidation.InvalidationOutcome;
import io.regioncache.cache.near.NearSettings;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.test.SimulatedNetwork;
import io.regioncache.testkit.RedisServer;

/**
 * Rows that are written in one of three regions and read in all of them, with a bound,
 * while regions are cut off and their servers die. Half of the rows are in a cache of
 * which each process keeps entries itself. The test knows by one monotonic clock when
 * each version of a row was replaced.
 */
final class StaleReads implements AutoCloseable {

	static final Duration BOUND = Duration.ofMillis(1500);

	private static final List<String> NAMES = List.of("east", "west", "north");

	/**
	 * The caches; processes keep entries of the last one themselves.
	 */
	static final List<String> CACHES = List.of("rows", "near");

	/**
	 * How many rows are in each cache.
	 */
	private static final int ROWS = 24;

	private final Map<String, RedisServer> servers = Map.of("east", RedisServer.start(), "west", RedisServer.start(),
			"north", RedisServer.start());

	private final SimulatedNetwork network = SimulatedNetwork.of(Map.of("east", this.servers.get("east").url(), "west",
			this.servers.get("west").url(), "north", this.servers.get("north").url()));

	private final ExecutorService executor = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "stale-reads");
		thread.setDaemon(true);
		return thread;
	});

	private final List<ReplicaNode> nodes = new ArrayList<>();

	private final List<RegionCacheManager> regions = new ArrayList<>();

	private final List<ReplacedVersions> rows = new ArrayList<>();

	private final AtomicReference<Throwable> failure = new AtomicReference<>();

	final AtomicLong reads = new AtomicLong();

	final AtomicLong writes = new AtomicLong();

	final AtomicInteger faults = new AtomicInteger();

	final Queue<String> violations = new ConcurrentLinkedQueue<>();

	StaleReads() {
		this.network.distance(Duration.ofMillis(5));
		for (int row = 0; row < CACHES.size() * ROWS; row++) {
			this.rows.add(new ReplacedVersions());
		}
		for (String name : NAMES) {
			ReplicaNode node = new ReplicaNode(name, Topology.mesh(NAMES), (other) -> this.network.url(name, other));
			this.nodes.add(node);
			this.regions.add(RegionCacheManager.builder(name, node.store())
				.executor(this.executor)
				.cache("rows", CacheSettings.DEFAULTS.mutate().maxStaleness(BOUND).build())
				.cache("near",
						CacheSettings.DEFAULTS.mutate().maxStaleness(BOUND).near(NearSettings.ofSize(100)).build())
				.build());
		}
		this.nodes.forEach((node) -> node
			.awaitLevel(NAMES.stream().filter((other) -> !other.equals(node.name())).toArray(String[]::new)));
	}

	/**
	 * Run until so many reads are done, and so many faults have come and gone.
	 */
	void run(long reads, int faults, long seed) throws Exception {
		long end = this.reads.get() + reads;
		int last = this.faults.get() + faults;
		List<Future<?>> all = new ArrayList<>();
		for (int reader = 0; reader < 2 * NAMES.size(); reader++) {
			Random random = new Random(seed + reader);
			RegionCacheManager region = this.regions.get(reader % NAMES.size());
			all.add(this.executor.submit(() -> repeat(end, last, () -> read(region, random))));
		}
		for (int writer = 0; writer < CACHES.size() * NAMES.size(); writer++) {
			Random random = new Random(seed - 1 - writer);
			RegionCacheManager region = this.regions.get(writer % NAMES.size());
			all.add(this.executor.submit(() -> repeat(end, last, () -> write(region, random))));
		}
		Random chance = new Random(seed);
		while (this.faults.get() < last) {
			disturb(chance);
		}
		for (Future<?> each : all) {
			each.get(10, TimeUnit.MINUTES);
		}
		if (this.failure.get() != null) {
			throw new AssertionError(this.failure.get());
		}
	}

	private void repeat(long reads, int faults, Step step) {
		try {
			while ((this.reads.get() < reads || this.faults.get() < faults) && this.failure.get() == null) {
				step.run();
			}
		}
		catch (Throwable ex) {
			this.failure.compareAndSet(null, ex);
		}
	}

	/**
	 * Partitions last longer than the bound as a rule.
	 */
	private void disturb(Random chance) throws InterruptedException {
		TimeUnit.MILLISECONDS.sleep(500);
		String victim = NAMES.get(chance.nextInt(NAMES.size()));
		String next = NAMES.get((NAMES.indexOf(victim) + 1) % NAMES.size());
		switch (this.faults.get() % 4) {
			case 0 -> this.network.cut(victim, next);
			case 1 -> this.network.isolate(victim);
			case 2 -> this.network.cutOneWay(victim, next);
			default -> {
				this.servers.get(victim).kill();
				TimeUnit.MILLISECONDS.sleep(100 + chance.nextInt(400));
				this.servers.get(victim).restartEmpty();
			}
		}
		TimeUnit.MILLISECONDS.sleep(BOUND.toMillis() / 2 + chance.nextInt(2 * (int) BOUND.toMillis()));
		this.network.heal();
		this.faults.incrementAndGet();
	}

	private void write(RegionCacheManager region, Random random) throws InterruptedException {
		int row = random.nextInt(this.rows.size());
		long version = this.rows.get(row).next();
		InvalidationOutcome outcome = region
			.invalidate((row % 2 == 0) ? Invalidation.ofKeys(cache(row), row) : Invalidation.ofTags("row" + row));
		if (outcome != InvalidationOutcome.DEFERRED) {
			this.rows.get(row).replaced(version);
		}
		this.writes.incrementAndGet();
		TimeUnit.MILLISECONDS.sleep(1 + random.nextInt(40));
	}

	private static String cache(int row) {
		return CACHES.get(row / ROWS);
	}

	private void read(RegionCacheManager region, Random random) throws Throwable {
		int row = random.nextInt(this.rows.size());
		RegionCache cache = region.getCache(cache(row));
		long begun = System.nanoTime();
		CacheRequest request = new CacheRequest(row, Long.class,
				(row % 2 == 0) ? EntryTags.NONE : EntryTags.of(List.of("row" + row)), null, null, (value) -> true);
		ReplacedVersions versions = this.rows.get(row);
		Object value = switch (random.nextInt((row % 2 == 0) ? 3 : 2)) {
			case 0 -> cache.get(request, versions::last);
			case 1 -> cache.getAsync(request, () -> CompletableFuture.completedFuture(versions.last()))
				.get(30, TimeUnit.SECONDS);
			default -> cache.getAll(List.of(row), Long.class, (missing) -> Map.of(row, versions.last())).get(row);
		};
		this.reads.incrementAndGet();
		long age = versions.replacedFor((Long) value, begun);
		if (age > BOUND.toNanos()) {
			this.violations.add("row %d was read as version %d, which had been replaced for %d ms".formatted(row, value,
					TimeUnit.NANOSECONDS.toMillis(age)));
		}
	}

	/**
	 * Return who has answered the reads of a cache so far.
	 */
	Answers answers(String cache) {
		return new Answers(count(cache, Event.BOUNDED_HOME), count(cache, Event.NEAR),
				count(cache, Event.BOUNDED_REGION), count(cache, Event.BOUNDED_ORIGIN));
	}

	private long count(String cache, Event event) {
		return this.regions.stream().mapToLong((region) -> region.getCache(cache).statistics().get(event)).sum();
	}

	@Override
	public String toString() {
		return "%d reads, %d writes, %d faults; %s; near %s; %d violations".formatted(this.reads.get(),
				this.writes.get(), this.faults.get(), answers("rows"), answers("near"), this.violations.size());
	}

	@Override
	public void close() {
		this.nodes.forEach(ReplicaNode::close);
		this.network.close();
		this.servers.values().forEach(RedisServer::close);
		this.executor.shutdownNow();
	}

	/**
	 * Who has answered reads.
	 *
	 * @param home by the home region, what the process keeps itself included
	 * @param near by what the process keeps itself
	 * @param region by another region
	 * @param origin by the origin
	 */
	record Answers(long home, long near, long region, long origin) {

		Answers since(Answers before) {
			return new Answers(this.home - before.home, this.near - before.near, this.region - before.region,
					this.origin - before.origin);
		}

	}

	private interface Step {

		void run() throws Throwable;

	}

}
