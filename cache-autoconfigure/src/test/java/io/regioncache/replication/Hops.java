package io.regioncache.replication;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;

import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.entry.EntryTags;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.cache.near.NearSettings;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.cache.settings.SessionSettings;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.consistency.ConsistencyTokens;
import io.regioncache.consistency.IssuedToken;
import io.regioncache.test.SimulatedNetwork;
import io.regioncache.testkit.NearMode;
import io.regioncache.testkit.RedisServer;

/**
 * Users who write in one of three regions and read in the next, while regions are cut off
 * and their servers die. Each user writes a row of its own, and reads it by a key or by a
 * tag; a hop is one write and one read elsewhere.
 */
final class Hops implements AutoCloseable {

	private static final List<String> NAMES = List.of("east", "west", "north");

	private static final int READS = 3;

	/**
	 * Shorter than usual, as is the run: what a dead server took with it is forgotten in
	 * the end.
	 */
	private static final Duration LIFE = Duration.ofSeconds(4);

	private final ConsistencyTokens signed = new ConsistencyTokens("app", NAMES,
			List.of("a secret of 32 bytes or somewhat more"), LIFE, InstantSource.system());

	private final Map<String, RedisServer> servers = Map.of("east", RedisServer.start(), "west", RedisServer.start(),
			"north", RedisServer.start());

	private final SimulatedNetwork network = SimulatedNetwork.of(Map.of("east", this.servers.get("east").url(), "west",
			this.servers.get("west").url(), "north", this.servers.get("north").url()));

	private final ExecutorService executor = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "hops");
		thread.setDaemon(true);
		return thread;
	});

	private final List<ReplicaNode> nodes = new ArrayList<>();

	private final List<RegionCacheManager> regions = new ArrayList<>();

	private final boolean tokens;

	private final int users;

	private final int repeats;

	private final AtomicLongArray rows;

	final AtomicLong hops = new AtomicLong();

	final AtomicLong reads = new AtomicLong();

	final AtomicLong stale = new AtomicLong();

	final AtomicLong backwards = new AtomicLong();

	final AtomicLong flagged = new AtomicLong();

	final AtomicInteger faults = new AtomicInteger();

	final Queue<String> violations = new ConcurrentLinkedQueue<>();

	final AtomicReference<Throwable> failure = new AtomicReference<>();

	Hops(int users, boolean tokens, SessionSettings settings, Duration distance, NearSettings near) {
		this.users = users;
		this.repeats = near.isOn() ? 3 : 1;
		this.tokens = tokens;
		this.rows = new AtomicLongArray(users);
		this.network.distance(distance);
		Topology mesh = Topology.mesh(NAMES);
		for (String name : NAMES) {
			ReplicaNode node = new ReplicaNode(name, mesh, (other) -> this.network.url(name, other), false);
			this.nodes.add(node);
			this.regions.add(RegionCacheManager.builder(name, node.store())
				.executor(this.executor)
				.session(settings)
				.cacheDefaults(CacheSettings.DEFAULTS.mutate().near(near).build())
				.build());
		}
		this.nodes.forEach((node) -> node
			.awaitLevel(NAMES.stream().filter((other) -> !other.equals(node.name())).toArray(String[]::new)));
	}

	/**
	 * Run until so many hops are done.
	 */
	void run(long hops, long seed, boolean faults) throws Exception {
		List<Future<?>> all = new ArrayList<>();
		for (int user = 0; user < this.users; user++) {
			int id = user;
			all.add(this.executor.submit(() -> live(id, hops, new Random(seed + id))));
		}
		Random chance = new Random(seed);
		while (this.hops.get() < hops && this.failure.get() == null) {
			if (faults) {
				disturb(chance);
			}
			TimeUnit.MILLISECONDS.sleep(faults ? 1000 + chance.nextInt(1500) : 20);
		}
		for (Future<?> each : all) {
			each.get(2, TimeUnit.MINUTES);
		}
		if (this.failure.get() != null) {
			throw new AssertionError(this.failure.get());
		}
	}

	private void disturb(Random chance) throws InterruptedException {
		String victim = NAMES.get(chance.nextInt(NAMES.size()));
		this.faults.incrementAndGet();
		switch (chance.nextInt(4)) {
			case 0 -> this.network.isolate(victim);
			case 1 -> this.network.cutOneWay(victim, NAMES.get((NAMES.indexOf(victim) + 1) % NAMES.size()));
			case 2 -> this.network.cut(victim, NAMES.get((NAMES.indexOf(victim) + 1) % NAMES.size()));
			default -> {
				RedisServer server = this.servers.get(victim);
				server.kill();
				TimeUnit.MILLISECONDS.sleep(100 + chance.nextInt(400));
				server.restartEmpty();
			}
		}
		TimeUnit.MILLISECONDS.sleep(100 + chance.nextInt(400));
		this.network.heal();
	}

	private void live(int user, long hops, Random random) {
		try {
			long written = 0;
			long[] seen = { 0 };
			String token = "";
			int at = random.nextInt(NAMES.size());
			while (this.hops.get() < hops && this.failure.get() == null) {
				ConsistencyContext writing = this.signed.open(List.of(token));
				written = write(user, at, writing);
				token = token(writing);
				long lives = System.nanoTime() + LIFE.dividedBy(2).toNanos();
				for (int i = 0; i < READS; i++) {
					at = (at + 1 + random.nextInt(NAMES.size() - 1)) % NAMES.size();
					token = read(user, at, (lives - System.nanoTime() > 0) ? written : 0, seen, token);
				}
				this.hops.incrementAndGet();
			}
		}
		catch (Throwable ex) {
			this.failure.compareAndSet(null, ex);
		}
	}

	private long write(int user, int at, ConsistencyContext context) {
		long version = this.rows.incrementAndGet(user);
		try (ConsistencyContext.Binding bound = ConsistencyContext.bind(this.tokens ? context : null)) {
			this.regions.get(at)
				.invalidate((user % 2 == 0) ? Invalidation.ofKeys("rows", user) : Invalidation.ofTags("user" + user));
		}
		return version;
	}

	private String token(ConsistencyContext context) {
		context.settle().join();
		IssuedToken issued = this.signed.issued(context);
		return (issued != null) ? issued.text() : "";
	}

	private String read(int user, int at, long written, long[] seen, String token) throws Throwable {
		ConsistencyContext context = this.signed.open(List.of(token));
		CacheRequest request = new CacheRequest(user, Long.class, EntryTags.of(List.of("user" + user)), null, null,
				(value) -> true);
		Object value;
		try (ConsistencyContext.Binding bound = ConsistencyContext.bind(this.tokens ? context : null)) {
			value = null;
			for (int i = 0; i < this.repeats; i++) {
				value = this.regions.get(at).getCache("rows").get(request, () -> this.rows.get(user));
			}
		}
		this.reads.incrementAndGet();
		long version = (Long) value;
		if (context.flagged() != null) {
			this.flagged.incrementAndGet();
			return token(context);
		}
		if (version < written) {
			this.stale.incrementAndGet();
			this.violations
				.add("user %d read %d in %s after it had written %d".formatted(user, version, NAMES.get(at), written));
		}
		if (version < seen[0] && written > 0) {
			this.backwards.incrementAndGet();
		}
		seen[0] = Math.max(seen[0], version);
		return token(context);
	}

	long count(Event event) {
		return this.regions.stream().mapToLong((region) -> region.getCache("rows").statistics().get(event)).sum();
	}

	@Override
	public String toString() {
		return "%d hops, %d reads, %d faults; %d stale, %d backwards, %d flagged; detours: %d to regions, %d to the origin; %d hits, %d loads"
			.formatted(this.hops.get(), this.reads.get(), this.faults.get(), this.stale.get(), this.backwards.get(),
					this.flagged.get(), count(Event.DETOUR_REGION), count(Event.DETOUR_ORIGIN), count(Event.HIT),
					count(Event.LOAD));
	}

	@Override
	public void close() {
		this.nodes.forEach(ReplicaNode::close);
		this.network.close();
		this.servers.values().forEach(RedisServer::close);
		this.executor.shutdownNow();
	}

	static Hops start(int users, boolean tokens, Duration distance) {
		return new Hops(users, tokens, SessionSettings.DEFAULTS, distance, NearMode.settings().near());
	}

	/**
	 * Start hops between processes that have near caches.
	 */
	static Hops startNear(int users, Duration distance) {
		return new Hops(users, true, SessionSettings.DEFAULTS, distance, NearSettings.ofSize(100));
	}

}
