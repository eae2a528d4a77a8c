package io.regioncache.replication;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.cache.entry.EntryTags;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.cache.RegionCache;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.cache.settings.ReplicationSettings;
import io.regioncache.cache.settings.ReplicationSettings.Conflict;
import io.regioncache.cache.settings.ReplicationSettings.Replicate;
import io.regioncache.cache.settings.ReplicationSettings.Write;
import io.regioncache.cache.put.Versioned;
import io.regioncache.test.SimulatedNetwork;
import io.regioncache.testkit.RedisServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static io.regioncache.testkit.Patience.await;

/**
 * A cache that is itself the store, in three regions: of what is put in several of them
 * the last remains in all.
 */
class LastWriteWinsTests {

	private static final List<String> REGIONS = List.of("east", "south", "west");

	private static final Map<String, RedisServer> servers = new LinkedHashMap<>();

	private final Map<String, ReplicaNode> nodes = new LinkedHashMap<>();

	private final Map<String, RegionCacheManager> managers = new LinkedHashMap<>();

	private SimulatedNetwork network;

	@BeforeAll
	static void startServers() {
		REGIONS.forEach((region) -> servers.put(region, RedisServer.start()));
	}

	@AfterAll
	static void stopServers() {
		servers.values().forEach(RedisServer::close);
		servers.clear();
	}

	@BeforeEach
	void start() {
		Map<String, String> urls = new LinkedHashMap<>();
		servers.forEach((region, server) -> {
			server.admin().flushAll();
			urls.put(region, server.url());
		});
		this.network = SimulatedNetwork.of(urls);
		for (String region : REGIONS) {
			ReplicaNode node = new ReplicaNode(region, Topology.mesh(REGIONS),
					(other) -> this.network.url(region, other));
			this.nodes.put(region, node);
			RegionCacheManager manager = RegionCacheManager.builder(region, node.store())
				.cacheDefaults(settings("any"))
				.cache("strict", settings("strict"))
				.cacheNames(List.of("carts"))
				.executor(Runnable::run)
				.build();
			this.managers.put(region, manager);
		}
		awaitLevel();
	}

	private void awaitLevel() {
		for (String region : REGIONS) {
			this.nodes.get(region)
				.awaitLevel(REGIONS.stream().filter((other) -> !other.equals(region)).toArray(String[]::new));
		}
	}

	private static CacheSettings settings(String cache) {
		ReplicationSettings replication = new ReplicationSettings(Replicate.VALUES,
				cache.equals("strict") ? Write.ALL_REGIONS : Write.ASYNC, Duration.ofSeconds(10),
				Conflict.LAST_WRITE_WINS);
		return CacheSettings.DEFAULTS.mutate().maxValueSize(100).type(String.class).replication(replication).build();
	}

	@AfterEach
	void stop() {
		this.nodes.values().forEach(ReplicaNode::close);
		this.network.close();
	}

	@Test
	void aPutReachesEveryRegion() {
		cache("east").put("a", "one");
		assertThat(read("east", "a")).isEqualTo("one");
		awaitEverywhere("a", "one");
		cache("west").put("a", "two");
		assertThat(read("west", "a")).isEqualTo("two");
		awaitEverywhere("a", "two");
	}

	@Test
	void ofConcurrentPutsTheLastRemains() {
		this.network.isolate("east");
		cache("east").put("a", "of east");
		cache("west").put("a", "of west");
		cache("south").put("b", "of south");
		cache("east").put("b", "of east");
		assertThat(read("east", "a")).as("works while it is cut off").isEqualTo("of east");
		awaitIn("a", "of west", "south", "west");
		this.network.heal();
		awaitEverywhere("a", "of west");
		awaitEverywhere("b", "of east");
	}

	@Test
	void anInvalidationBeatsWhatWasPutBeforeItAndNotWhatWasPutLater() {
		cache("east").put("a", "old");
		put("east", "b", "old", "books");
		cache("east").put("c", "old");
		awaitEverywhere("a", "old");
		awaitEverywhere("b", "old");
		awaitEverywhere("c", "old");
		this.network.isolate("west");
		cache("west").evict("a");
		this.managers.get("west").invalidate(Invalidation.ofTags("books"));
		cache("east").put("a", "new");
		put("east", "b", "new", "books");
		put("east", "c", "before the eviction", "books");
		cache("west").evict("c");
		assertThat(read("west", "a")).isNull();
		this.network.heal();
		awaitEverywhere("a", "new");
		awaitEverywhere("b", "new");
		awaitEverywhere("c", null);
	}

	@Test
	void clearingBeatsWhatWasPutBeforeIt() {
		this.network.isolate("west");
		cache("east").put("a", "old");
		cache("west").put("b", "old");
		cache("west").clear();
		cache("west").put("c", "new");
		this.network.heal();
		awaitEverywhere("c", "new");
		awaitEverywhere("a", null);
		awaitEverywhere("b", null);
	}

	@Test
	void whatIsLoadedStaysAtHomeAndDiesWithTheNextPut() throws Throwable {
		assertThat(load("east", "a", "loaded")).isEqualTo("loaded");
		assertThat(load("east", "a", "again")).isEqualTo("loaded");
		cache("west").put("a", "put");
		awaitEverywhere("a", "put");
		assertThat(load("east", "a", "never")).isEqualTo("put");
	}

	@Test
	void aLoadThatBeganBeforeAPutDoesNotReplaceIt() throws Throwable {
		RegionCache cache = cache("east");
		assertThat(cache.get(CacheRequest.of("a", String.class), () -> {
			cache.put("a", "put meanwhile");
			return "loaded";
		})).isEqualTo("loaded");
		assertThat(read("east", "a")).isEqualTo("put meanwhile");
		awaitEverywhere("a", "put meanwhile");
	}

	@Test
	void aPutThatBeganBeforeAnInvalidationAndEndsAfterItIsTheLater() {
		var pending = cache("east").beginPut();
		cache("east").evict("a");
		pending.complete(CacheRequest.of("a", String.class), "put");
		awaitEverywhere("a", "put");
	}

	@Test
	void aValueThatCannotBeStoredLeavesNoFormerOne() {
		cache("east").put("a", "one");
		awaitEverywhere("a", "one");
		cache("east").put("a", "long".repeat(100));
		awaitEverywhere("a", null);
	}

	@Test
	void isPutOnlyWhereNothingIsFound() {
		assertThat(cache("east").putIfAbsent("a", "one")).isNull();
		awaitEverywhere("a", "one");
		assertThat(cache("west").putIfAbsent("a", "two")).extracting(RegionCache.ValueWrapper::get).isEqualTo("one");
	}

	@Test
	void nothingIsPutOnAVersion() {
		Versioned.Version version = Objects.requireNonNull(cache("east").getVersioned("a")).version();
		assertThatIllegalStateException().isThrownBy(() -> cache("east").putIfVersion("a", "one", version))
			.withMessage("Cache 'carts' uses last-write-wins, which has no conditional puts. "
					+ "Set 'regions.caches.carts.conflict=drop' for that");
	}

	@Test
	void aStrictPutReturnsWhenItIsEverywhere() {
		this.network.distance(Duration.ofMillis(20));
		this.managers.get("east").getCache("strict").put("a", "one");
		for (String region : REGIONS) {
			RegionCache.ValueWrapper found = this.managers.get(region).getCache("strict").get("a");
			assertThat(found).as(region).isNotNull().extracting(RegionCache.ValueWrapper::get).isEqualTo("one");
		}
	}

	@Test
	void aValueThatArrivesAtAFullServerHoldsNothingUp() {
		cache("west").put("a", "old");
		awaitEverywhere("a", "old");
		servers.get("east").admin().configure("maxmemory", "1mb");
		try {
			cache("west").put("a", "new");
			this.managers.get("west").invalidate(Invalidation.ofTags("books"));
			await(() -> servers.get("east").admin().call("HGET", "{app}:m", "t:books") != null);
			assertThat(read("east", "a")).as("not the old one").isNull();
		}
		finally {
			servers.get("east").admin().configure("maxmemory", "0");
		}
		cache("west").put("a", "newest");
		awaitEverywhere("a", "newest");
	}

	@Test
	void regionsAreEqualAfterRandomPutsAndPartitions() {
		Random random = new Random(42);
		List<String> keys = List.of("a", "b", "c", "d", "e");
		for (int step = 0; step < 300; step++) {
			String region = REGIONS.get(random.nextInt(REGIONS.size()));
			String key = keys.get(random.nextInt(keys.size()));
			switch (random.nextInt(20)) {
				case 0 -> this.network.isolate(region);
				case 1 -> this.network.heal();
				case 2 -> cache(region).evict(key);
				case 3 -> this.managers.get(region).invalidate(Invalidation.ofTags("books"));
				default -> put(region, key, region + step, "books");
			}
		}
		keys.forEach((key) -> put("west", key, "of west", "books"));
		this.network.heal();
		cache("east").put("last of east", "is here");
		cache("south").put("last of south", "is here");
		cache("west").put("last of west", "is here");
		List.of("last of east", "last of south", "last of west").forEach((key) -> awaitEverywhere(key, "is here"));
		Map<String, List<@Nullable String>> found = new LinkedHashMap<>();
		for (String key : keys) {
			List<@Nullable String> values = new ArrayList<>();
			REGIONS.forEach((region) -> values.add(read(region, key)));
			found.put(key, values);
		}
		assertThat(found.values()).allSatisfy((values) -> assertThat(values).containsOnly(values.get(0)));
	}

	private RegionCache cache(String region) {
		return this.managers.get(region).getCache("carts");
	}

	private void put(String region, String key, String value, String tag) {
		cache(region).beginPut()
			.complete(new CacheRequest(key, String.class, EntryTags.of(List.of(tag)), null, null, (any) -> true),
					value);
	}

	private @Nullable Object load(String region, String key, String value) throws Throwable {
		return cache(region).get(CacheRequest.of(key, String.class), () -> value);
	}

	private @Nullable String read(String region, String key) {
		RegionCache.ValueWrapper found = cache(region).get(key);
		return (found != null) ? (String) found.get() : null;
	}

	private void awaitEverywhere(String key, @Nullable String value) {
		awaitIn(key, value, REGIONS.toArray(String[]::new));
	}

	private void awaitIn(String key, @Nullable String value, String... regions) {
		for (String region : regions) {
			await(() -> Objects.equals(read(region, key), value));
		}
	}

}
