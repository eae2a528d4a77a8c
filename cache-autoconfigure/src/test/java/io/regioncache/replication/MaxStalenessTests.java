package io.regioncache.replication;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.regioncache.cache.EntryExplainer;
import io.regioncache.cache.ExplainedEntry;
import io.regioncache.cache.RegionCache;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.cache.bulk.BulkRequests;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.consistency.ConsistencyToken;
import io.regioncache.store.RegionInspections;
import io.regioncache.store.log.Position;
import io.regioncache.testkit.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Where reads with a bound are answered: a home that no longer applies what others
 * invalidate, although every server can be asked.
 */
class MaxStalenessTests {

	private static final List<String> NAMES = List.of("east", "west", "north");

	private static final Duration BOUND = Duration.ofMillis(1500);

	private static final CacheRequest PLAIN = CacheRequest.of("a", String.class);

	private static final CacheRequest BOUNDED = PLAIN.within(BOUND);

	private static final Map<String, RedisServer> SERVERS = new LinkedHashMap<>();

	private final Map<String, ReplicaNode> nodes = new LinkedHashMap<>();

	private final Map<String, RegionCacheManager> regions = new LinkedHashMap<>();

	private final ExecutorService executor = Executors.newCachedThreadPool();

	@BeforeAll
	static void startServers() {
		NAMES.forEach((name) -> SERVERS.put(name, RedisServer.start()));
	}

	@AfterAll
	static void stopServers() {
		SERVERS.values().forEach(RedisServer::close);
	}

	private void start(Setup setup) {
		for (String name : NAMES) {
			ReplicaNode node = setup.node(name, (other) -> SERVERS.get(other).url());
			this.nodes.put(name, node);
			this.regions.put(name, RegionCacheManager.builder(name, node.store()).executor(this.executor).build());
		}
		this.nodes.forEach((name, node) -> node
			.awaitLevel(NAMES.stream().filter((other) -> setup.isRead(other, name)).toArray(String[]::new)));
	}

	@AfterEach
	void stop() {
		this.nodes.values().forEach(ReplicaNode::close);
		this.executor.shutdownNow();
	}

	@ParameterizedTest
	@EnumSource
	void aHomeThatIsBehindIsNotReadAndTheNearestThatIsLevelIs(Setup setup) throws Throwable {
		start(setup);
		RegionCache east = cache("east");
		await().until(() -> "old".equals(read(east, BOUNDED, "old")) && "old".equals(read(east, BOUNDED, "no load")));
		assertThat(count(east, Event.BOUNDED_HOME)).isPositive();
		this.nodes.get("east").replicator().close();
		this.regions.get("north").invalidate(Invalidation.ofKeys("items", "a"));
		await().until(() -> "new".equals(read(cache("west"), PLAIN, "new"))
				&& "new".equals(read(cache("west"), PLAIN, "no load")));
		assertThat(read(east, PLAIN, "no load")).isEqualTo("old");
		await().until(() -> "new".equals(read(east, BOUNDED, "loaded")) && count(east, Event.BOUNDED_REGION) > 0);
		assertThat(read(east, PLAIN, "no load")).isEqualTo("old");
		assertThat(east.getAsync(BOUNDED, () -> null).join()).isEqualTo("new");
		assertThat(BulkRequests.of(Map.of("a", BOUNDED)).get(east.bulk(), (missing) -> Map.of())).containsValue("new");
		assertThat(BulkRequests.of(Map.of("a", PLAIN)).get(east.bulk(), (missing) -> Map.of())).containsValue("old");
		assertThat(this.nodes.get("east").store().levels().ages("east").join().get("north").orElseThrow())
			.isGreaterThan(BOUND);
		assertThat(this.nodes.get("east").store().levels().ages("west").join().get("north").orElseThrow())
			.isLessThan(Duration.ofSeconds(30));
		Map<String, ExplainedEntry> explained = explain("east");
		assertThat(explained.get("east").levelAsOf().get("north").orElseThrow()).isGreaterThan(BOUND);
		assertThat(explained.get("west").levelAsOf()).containsOnlyKeys("east", "north");
	}

	@Test
	void aCallerWhoseTokenNoRegionPassesIsAnsweredByTheOrigin() throws Throwable {
		start(Setup.MESH);
		RegionCache east = cache("east");
		await().until(() -> "old".equals(read(east, BOUNDED, "old")) && "old".equals(read(east, BOUNDED, "no load")));
		ConsistencyContext caller = new ConsistencyContext();
		caller.accept(ConsistencyToken.NONE.and("nowhere", new Position(7, 7)));
		this.nodes.get("east").replicator().close();
		this.regions.get("north").invalidate(Invalidation.ofKeys("items", "a"));
		await().until(() -> "new".equals(read(cache("west"), PLAIN, "new"))
				&& "new".equals(read(cache("west"), PLAIN, "no load")));
		await().until(() -> "new".equals(read(east, BOUNDED, "loaded")));
		// West is level, and lacks what this caller has written
		assertThat(bound(caller, () -> read(east, BOUNDED, "loaded"))).isEqualTo("loaded");
		assertThat(count(east, Event.BOUNDED_ORIGIN)).isPositive();
		assertThat(read(east, PLAIN, "no load")).isEqualTo("old");
	}

	/**
	 * How regions hear of each other.
	 */
	enum Setup {

		MESH {
			@Override
			ReplicaNode node(String name, UnaryOperator<String> urls) {
				return new ReplicaNode(name, Topology.mesh(NAMES), urls);
			}
		},

		HUB {
			@Override
			ReplicaNode node(String name, UnaryOperator<String> urls) {
				return new ReplicaNode(name, Topology.hub(NAMES, "west"), urls);
			}

			@Override
			boolean isRead(String other, String name) {
				return super.isRead(other, name) && (name.equals("west") || other.equals("west"));
			}
		},

		REDRIVE {
			@Override
			ReplicaNode node(String name, UnaryOperator<String> urls) {
				return ReplicaNode.guarded(name, Topology.mesh(NAMES), urls, true);
			}
		};

		/**
		 * Return whether a region reads the log of another.
		 */
		boolean isRead(String other, String name) {
			return !other.equals(name);
		}

		abstract ReplicaNode node(String name, UnaryOperator<String> urls);

	}

	private Map<String, ExplainedEntry> explain(String region) {
		return new EntryExplainer(this.regions.get(region), new RegionInspections(this.nodes.get(region).store()),
				() -> NAMES)
			.explain("items", "a")
			.join()
			.values()
			.iterator()
			.next();
	}

	private RegionCache cache(String region) {
		return this.regions.get(region).getCache("items");
	}

	private static long count(RegionCache cache, Event event) {
		return cache.statistics().get(event);
	}

	private static Object read(RegionCache cache, CacheRequest request, String origin) {
		try {
			return cache.get(request, () -> origin);
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Object bound(ConsistencyContext caller, Supplier<Object> read) {
		try (ConsistencyContext.Binding bound = ConsistencyContext.bind(caller)) {
			return read.get();
		}
	}

}
