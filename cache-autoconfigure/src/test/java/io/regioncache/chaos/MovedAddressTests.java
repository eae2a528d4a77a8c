package io.regioncache.chaos;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import io.lettuce.core.RedisClient;
import io.regioncache.store.connection.ConnectionSettings;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.cache.RegionCache;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.cache.settings.ReplicationSettings;
import io.regioncache.cache.settings.ReplicationSettings.Conflict;
import io.regioncache.cache.settings.ReplicationSettings.Replicate;
import io.regioncache.cache.settings.ReplicationSettings.Write;
import io.regioncache.replication.ReplicaNode;
import io.regioncache.replication.SourceState;
import io.regioncache.replication.Topology;
import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.session.Session;
import io.regioncache.store.session.SessionTasks;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.MarkerWrite;
import io.regioncache.store.write.InvalidationResult;
import io.regioncache.store.write.StoreTasks;
import io.regioncache.testkit.RedisServer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An address that moves to a new server while the old one lives, and keeps all its
 * connections.
 */
class MovedAddressTests {

	private static final Topology TOPOLOGY = Topology.mesh(List.of("east", "west"));

	private final RedisServer blue = RedisServer.start();

	private final RedisServer green = RedisServer.start();

	private final RedisServer west = RedisServer.start();

	private final Crossing address = new Crossing(this.blue);

	private ReplicaNode node;

	private ReplicaNode remote;

	@BeforeEach
	void start() {
		this.node = node("east");
		this.remote = node("west");
		this.node.awaitLevel("west");
		this.remote.awaitLevel("east");
	}

	@AfterEach
	void close() {
		this.node.close();
		this.remote.close();
		this.address.close();
		this.west.close();
		this.green.close();
		this.blue.close();
	}

	private ReplicaNode node(String region) {
		return node(region, TOPOLOGY);
	}

	private ReplicaNode node(String region, Topology topology) {
		return new ReplicaNode(region, topology,
				(name) -> name.equals("east") ? this.address.url() : "redis://127.0.0.1:" + this.west.port(), false,
				Duration.ofSeconds(2));
	}

	@Test
	void nothingOldIsReadOnceTheMoveCanBeKnown() {
		this.node.cache("books", "old");
		this.remote.awaitLevel("east").cache("books", "old");
		this.address.leadTo(this.green);
		try (ReplicaNode fresh = node("east")) {
			Awaitility.await().until(() -> fresh.invalidate("books").join() == InvalidationResult.APPLIED);
			Awaitility.await().until(() -> this.node.read("books") == null && this.remote.read("books") == null);
			assertThat(this.node.invalidate("books").join()).isEqualTo(InvalidationResult.APPLIED);
			assertThat(fresh.read("books")).isNull();
		}
	}

	@Test
	void whatWasInvalidatedAtTheOldServerAfterTheMoveIsInvalidatedAtTheNewOne() {
		// Where another region reads both logs, it would pass the invalidation on
		Topology alone = Topology.mesh(List.of("east"));
		try (ReplicaNode old = node("east", alone)) {
			Awaitility.await().until(() -> old.lookup("books").markers() != null);
			this.address.leadTo(this.green);
			this.node.close();
			this.remote.close();
			try (ReplicaNode fresh = node("east", alone)) {
				fresh.cache("books", "old");
				assertThat(old.invalidate("books").join()).as("at the old server")
					.isEqualTo(InvalidationResult.APPLIED);
				assertThat(fresh.read("books")).isEqualTo("old");
				Awaitility.await().until(() -> fresh.read("books") == null);
			}
		}
	}

	/**
	 * Its key is, as of the time of the put: nobody finds what was put there before it,
	 * and what was put there later stays.
	 */
	@Test
	void whatWasPutAtTheOldServerAfterTheMoveIsInvalidatedAtTheNewOne() {
		this.node.close();
		this.remote.close();
		Topology alone = Topology.mesh(List.of("east"));
		try (ReplicaNode old = node("east", alone)) {
			RegionCache before = carts(old);
			Awaitility.await().until(() -> old.lookup("books").markers() != null);
			this.address.leadTo(this.green);
			try (ReplicaNode fresh = node("east", alone)) {
				RegionCache after = carts(fresh);
				Awaitility.await().until(() -> isPut(after, "a", "first"));
				before.put("b", "first");
				before.put("a", "second");
				Awaitility.await().until(() -> isPut(after, "b", "second"));
				Awaitility.await().until(() -> !"first".equals(valueOf(after, "a")));
				Awaitility.await().until(() -> isLevelWith(old, this.green));
				assertThat(valueOf(after, "b")).isEqualTo("second");
			}
		}
	}

	private boolean isLevelWith(ReplicaNode node, RedisServer server) {
		Markers markers = node.lookup("books").markers();
		return markers != null && HexFormat.of()
			.toHexDigits(markers.lease().epoch())
			.equals(server.admin().text("HGET", "{app}:m", "epoch"));
	}

	private static RegionCache carts(ReplicaNode node) {
		CacheSettings settings = CacheSettings.DEFAULTS.mutate()
			.type(String.class)
			.replication(new ReplicationSettings(Replicate.VALUES, Write.ASYNC, Duration.ofSeconds(10),
					Conflict.LAST_WRITE_WINS))
			.build();
		return RegionCacheManager.builder(node.name(), node.store())
			.cacheDefaults(settings)
			.cacheNames(List.of("carts"))
			.executor(Runnable::run)
			.build()
			.getCache("carts");
	}

	private static boolean isPut(RegionCache cache, String key, String value) {
		cache.put(key, value);
		return value.equals(valueOf(cache, key));
	}

	private static @Nullable Object valueOf(RegionCache cache, String key) {
		RegionCache.ValueWrapper found = cache.get(key);
		return (found != null) ? found.get() : null;
	}

	@Test
	void whatTheOldServerAppliesOnceItCanBeReachedAgainIsInvalidatedAtTheNewOne() {
		Scope tag = Scope.tag("books");
		Scope later = Scope.tag("shelf");
		AtomicLong epoch = new AtomicLong();
		RedisClient client = RedisClient.create(this.address.url());
		RedisLink link = new RedisLink("east", () -> client, MetadataKeys.of("app"),
				new ConnectionSettings(Duration.ofSeconds(2), Duration.ofSeconds(5))
					.checkingAddressEvery(Duration.ofMillis(500)),
				movingTasks(epoch));
		try {
			link.unsettled().defer(List.of(tag), InvalidationMode.REMOVE);
			link.start();
			Awaitility.await().until(() -> isMarked(this.green, tag));
			assertThat(isMarked(this.blue, tag)).isTrue();
			// An answer of the old server that comes only now
			link.unsettled().applied(epoch.get(), List.of(later), InvalidationMode.REMOVE);
			Awaitility.await().until(() -> isMarked(this.green, later));
		}
		finally {
			link.close();
			client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
		}
	}

	/**
	 * The address moves when the first server has marked.
	 */
	private SessionTasks movingTasks(AtomicLong epoch) {
		StoreTasks tasks = new StoreTasks((session) -> {
		});
		return new SessionTasks() {

			@Override
			public void opened(Session session) {
			}

			@Override
			public CompletableFuture<?> settleHolds(Session session) {
				return tasks.settleHolds(session);
			}

			@Override
			public CompletableFuture<Marked> mark(Session session, List<MarkerWrite> marks) {
				return tasks.mark(session, marks).thenApply((marked) -> {
					epoch.compareAndSet(0, marked.lease().epoch());
					MovedAddressTests.this.address.leadTo(MovedAddressTests.this.green);
					return marked;
				});
			}

		};
	}

	private static boolean isMarked(RedisServer server, Scope scope) {
		return server.admin().number("HEXISTS", "{app}:m", scope.field()) == 1;
	}

	@Test
	void aReaderOfTheOldServerDoesNotCallItselfLevel() {
		// A server that answers and is never written to again, and an address that leads
		// nowhere
		this.address.leadNowhere();
		Awaitility.await()
			.until(() -> state().map((state) -> state.lag().compareTo(Duration.ofSeconds(2)) > 0).orElse(false));
		Awaitility.await()
			.failFast("It calls itself level", () -> state().map((state) -> state.lag().isZero()).orElse(false))
			.during(Duration.ofSeconds(3))
			.until(() -> true);
		this.address.leadTo(this.green);
		this.remote.awaitLevel("east");
		Awaitility.await().until(() -> state().orElseThrow().lag().isZero());
		Awaitility.await().until(() -> this.green.admin().number("HEXISTS", "{app}:m", "r:west") == 1);
	}

	private Optional<SourceState> state() {
		return Optional.ofNullable(this.remote.replicator().sources().get("east"));
	}

}
