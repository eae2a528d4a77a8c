package io.regioncache.replication;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import io.regioncache.annotation.InvalidationRegions;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.test.SimulatedNetwork;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.lookup.Lookup;
import io.regioncache.store.write.InvalidationResult;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.position.PositionListener;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A process in the east that other regions answer: it never reads what it has invalidated
 * itself.
 */
class OwnInvalidationsElsewhereTests {

	@RegisterExtension
	static final RedisExtension eastRedis = RedisExtension.own();

	@RegisterExtension
	static final RedisExtension westRedis = RedisExtension.own();

	@RegisterExtension
	static final RedisExtension northRedis = RedisExtension.own();

	private final Topology mesh = Topology.mesh(List.of("east", "west", "north"));

	private SimulatedNetwork network;

	private ReplicaNode inEast;

	private ReplicaNode inWest;

	private ReplicaNode inNorth;

	@BeforeEach
	void start() {
		this.network = SimulatedNetwork.of(Map.of("east", eastRedis.server().url(), "west", westRedis.server().url(),
				"north", northRedis.server().url()));
		this.network.link("east", "east");
		this.inEast = node("east");
		this.inWest = node("west");
		this.inNorth = node("north");
		this.inEast.awaitLevel("west", "north");
		this.inWest.awaitLevel("east", "north");
		this.inNorth.awaitLevel("east", "west");
	}

	private ReplicaNode node(String name) {
		return new ReplicaNode(name, this.mesh, (other) -> this.network.url(name, other));
	}

	@AfterEach
	void stop() {
		this.inEast.close();
		this.inWest.close();
		this.inNorth.close();
		this.network.close();
	}

	@Test
	void whatHasNotArrivedThereIsNotAnswered() {
		store("books", "authors");
		holdBackEverything();
		assertThat(this.inEast.invalidate("books").join()).isEqualTo(InvalidationResult.APPLIED);
		eastRedis.server().kill();
		await().until(() -> "old".equals(this.inEast.read("authors")));
		assertNeverRead("books");
		assertThat(this.inEast.read("authors")).as("what was not invalidated").isEqualTo("old");
	}

	@Test
	void whatHasArrivedIsAnswered() {
		store("books", "authors");
		holdBackEverything();
		assertThat(this.inEast.invalidate("books").join()).isEqualTo(InvalidationResult.APPLIED);
		this.network.link("east", "east").refuse();
		await().until(() -> "old".equals(this.inEast.read("authors")));
		assertNeverRead("books");
		this.inWest = node("west").awaitLevel("east");
		this.inNorth = node("north").awaitLevel("east");
		this.inWest.cache("books", "new");
		this.inNorth.cache("books", "new");
		await().until(() -> "new".equals(this.inEast.read("books")));
	}

	@Test
	void aPutThatHasNotArrivedIsNotAnsweredWithTheValueBeforeIt() {
		store("books", "authors");
		holdBackEverything();
		EntryKey books = this.inEast.store().keysOf("books", "1").apply("books");
		Lease lease = this.inEast.store().own().leases().take().join().orElseThrow();
		assertThat(this.inEast.store()
			.invalidations()
			.put(books, lease, List.of(), InvalidationRegions.ALL, PositionListener.UNHEARD)
			.join()).isPresent();
		eastRedis.server().kill();
		await().until(() -> "old".equals(this.inEast.read("authors")));
		assertNeverRead("books");
	}

	@Test
	void whatStaysAtHomeIsNotAnsweredByOthersEither() {
		store("books", "authors");
		assertThat(this.inEast.store()
			.invalidations()
			.invalidate(List.of(Scope.tag("books")), InvalidationMode.REMOVE, InvalidationRegions.HOME,
					PositionListener.UNHEARD)
			.join()).isEqualTo(InvalidationResult.APPLIED);
		this.inWest.awaitLevel("east");
		this.inNorth.awaitLevel("east");
		eastRedis.server().kill();
		await().until(() -> "old".equals(this.inEast.read("authors")));
		assertNeverRead("books");
	}

	@Test
	void whatOneRegionHasTakenAnotherDoesNotAnswerBeforeItHasArrived() {
		store("books", "authors");
		holdBackEverything();
		this.network.distance("east", "north", Duration.ofMillis(100));
		eastRedis.server().kill();
		await().until(() -> "old".equals(this.inEast.read("authors")));
		assertThat(this.inEast.invalidate("books").join()).isEqualTo(InvalidationResult.RELAYED);
		assertThat(marker(westRedis)).isNotEqualTo(marker(northRedis));
		(marker(westRedis) ? westRedis : northRedis).server().kill();
		await().until(() -> "old".equals(this.inEast.read("authors")));
		assertNeverRead("books");
	}

	private static boolean marker(RedisExtension redis) {
		return redis.admin().call("HGET", "{app}:m", Scope.tag("books").field()) != null;
	}

	@Test
	void whatHomeHasAppliedLateIsNotAnsweredElsewhereEither() {
		store("books", "authors");
		holdBackEverything();
		this.network.link("east", "west").refuse();
		this.network.link("east", "north").refuse();
		this.network.link("east", "east").refuse();
		await().until(() -> this.inEast.invalidate("books").join() == InvalidationResult.DEFERRED);
		this.network.link("east", "east").heal();
		await().until(() -> this.inEast.lookup("books").markers() != null);
		this.network.link("east", "west").heal();
		this.network.link("east", "north").heal();
		eastRedis.server().kill();
		await().until(() -> "old".equals(this.inEast.read("authors")));
		assertNeverRead("books");
	}

	@Test
	void aCallerWithATokenIsNotSentToARegionThatHasNotAppliedIt() throws Throwable {
		ExecutorService executor = Executors.newCachedThreadPool();
		try {
			RegionCacheManager east = manager(this.inEast, executor);
			RegionCacheManager west = manager(this.inWest, executor);
			west.getCache("items").get("a", () -> "old");
			this.inWest.replicator().close();
			this.inEast.replicator().close();
			this.inNorth.replicator().close();
			east.getCache("items").evict("a");
			ConsistencyContext caller = new ConsistencyContext();
			try (ConsistencyContext.Binding bound = ConsistencyContext.bind(caller)) {
				west.getCache("items").evict("else");
			}
			try (ConsistencyContext.Binding bound = ConsistencyContext.bind(caller)) {
				assertThat(east.getCache("items").get("a", () -> "new")).isEqualTo("new");
			}
			assertThat(east.getCache("items").statistics().get(Event.DETOUR_ORIGIN)).isEqualTo(1);
		}
		finally {
			executor.shutdownNow();
		}
	}

	/**
	 * The home region goes away right behind an invalidation, which arrives elsewhere
	 * later, while this process reads and others fill whatever was invalidated.
	 */
	@Test
	void noReadIsOlderThanWhatHadReturnedBefore() throws Exception {
		this.network.link("west", "east").latency(Duration.ofMillis(80));
		this.network.link("north", "east").latency(Duration.ofMillis(80));
		AtomicLong database = new AtomicLong();
		AtomicLong returned = new AtomicLong();
		AtomicLong answeredElsewhere = new AtomicLong();
		AtomicReference<String> wrong = new AtomicReference<>();
		AtomicBoolean over = new AtomicBoolean();
		List<Callable<Void>> workers = new ArrayList<>();
		workers.add(() -> {
			while (!over.get()) {
				fill(this.inWest, database);
				fill(this.inNorth, database);
			}
			return null;
		});
		for (int i = 0; i < 2; i++) {
			workers.add(() -> {
				while (!over.get()) {
					boolean away = !this.inEast.store().isAvailable();
					long promised = returned.get();
					String read = this.inEast.read("books");
					if (read != null && Long.parseLong(read) < promised) {
						wrong.compareAndSet(null, "read %s, promised %d".formatted(read, promised));
					}
					answeredElsewhere.addAndGet((read != null && away) ? 1 : 0);
				}
				return null;
			});
		}
		workers.add(() -> {
			for (int i = 0; i < 4; i++) {
				long version = database.incrementAndGet();
				await().until(() -> this.inEast.invalidate("books").join() == InvalidationResult.APPLIED);
				returned.set(version);
				this.network.link("east", "east").refuse();
				pause(400);
				this.network.link("east", "east").heal();
				await().until(this.inEast.store()::isAvailable);
				await().until(() -> Long.toString(version).equals(this.inWest.read("books")));
				await().until(() -> Long.toString(version).equals(this.inNorth.read("books")));
			}
			over.set(true);
			return null;
		});
		ExecutorService executor = Executors.newCachedThreadPool();
		try {
			for (Future<Void> worker : executor.invokeAll(workers, 60, TimeUnit.SECONDS)) {
				worker.get();
			}
		}
		finally {
			over.set(true);
			executor.shutdownNow();
		}
		System.out
			.println("OWN INVALIDATIONS %d, answered elsewhere %d".formatted(returned.get(), answeredElsewhere.get()));
		assertThat(wrong).hasNullValue();
		assertThat(answeredElsewhere).hasPositiveValue();
	}

	private static void fill(ReplicaNode node, AtomicLong database) {
		Lookup lookup = node.lookup("books");
		if (lookup.markers() != null && node.read("books") == null) {
			node.store("books", Long.toString(database.get()), lookup);
		}
	}

	private static void pause(long millis) {
		LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
	}

	private static RegionCacheManager manager(ReplicaNode node, ExecutorService executor) {
		return RegionCacheManager.builder(node.name(), node.store()).executor(executor).build();
	}

	/**
	 * Store what other processes of the west and the north have cached.
	 */
	private void store(String... keys) {
		for (String key : keys) {
			this.inWest.cache(key, "old");
			this.inNorth.cache(key, "old");
		}
	}

	/**
	 * From now on nobody pulls into the west and the north.
	 */
	private void holdBackEverything() {
		this.inWest.close();
		this.inNorth.close();
	}

	private void assertNeverRead(String key) {
		for (int i = 0; i < 30; i++) {
			assertThat(this.inEast.read(key)).isNull();
		}
	}

}
