package io.regioncache.cache.bulk;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.annotation.InvalidationRegions;
import io.regioncache.cache.CacheNode;
import io.regioncache.cache.RegionCache;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.store.RegionStore;
import io.regioncache.store.connection.ConnectionSettings;
import io.regioncache.testkit.RedisClusterSetup;
import io.regioncache.testkit.RedisServer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reads of many keys that lie on the shards of a cluster.
 */
class BulkOnClusterTests {

	private static final List<Integer> IDS = IntStream.range(0, 90).boxed().toList();

	private final RedisClusterSetup cluster = RedisClusterSetup.start(3, false);

	private final RedisClusterClient client = RedisClusterClient.create(CacheNode.RESOURCES,
			this.cluster.addresses().stream().map((address) -> RedisURI.create("redis://" + address)).toList());

	private final RegionStore store = new RegionStore("test", () -> this.client, "app", "",
			new ConnectionSettings(Duration.ofSeconds(20), Duration.ofSeconds(20)));

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final RegionCacheManager manager = RegionCacheManager.builder("test", this.store)
		.executor(this.executor)
		.build();

	private final RegionCache cache = this.manager.getCache("items");

	private final List<List<Integer>> calls = new CopyOnWriteArrayList<>();

	@AfterEach
	void close() {
		this.store.close();
		this.client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
		this.executor.shutdownNow();
		this.cluster.close();
	}

	@Test
	void eachShardIsAskedOnceAndWrittenToInOneGo() {
		this.store.start();
		Awaitility.await().until(this.store::isAvailable);
		get();
		get();
		assertThat(this.calls).containsExactly(IDS);
		assertThat(count(Event.STORED)).isEqualTo(90);
		this.cluster.primaries().forEach((node) -> node.admin().resetStatistics());
		get();
		assertThat(this.calls).hasSize(1);
		assertThat(count(Event.HIT)).isEqualTo(180);
		long gets = 0;
		for (RedisServer node : this.cluster.primaries()) {
			Map<String, Long> commands = node.admin().commandCalls();
			gets += commands.getOrDefault("get", 0L);
			assertThat(commands.getOrDefault("get", 0L)).isPositive();
			assertThat(commands.getOrDefault("hmget", 0L)).isLessThanOrEqualTo(2);
		}
		assertThat(gets).isEqualTo(90);
		this.manager.invalidate(new Invalidation(IDS.stream().map((id) -> new Invalidation.Key("items", id)).toList(),
				List.of(), List.of(), false, InvalidationMode.REMOVE, InvalidationRegions.ALL));
		get();
		assertThat(this.calls).containsExactly(IDS, IDS);
	}

	@Test
	void aBoundHoldsForOneKeyAndForMany() throws Throwable {
		this.store.start();
		Awaitility.await().until(this.store::isAvailable);
		CacheRequest bounded = CacheRequest.of(7, String.class).within(Duration.ofSeconds(2));
		Awaitility.await().until(() -> {
			getAsync(bounded, "old");
			return count(Event.BOUNDED_HOME) > 0;
		});
		Map<Integer, CacheRequest> many = Map.of(7, bounded);
		assertThat(this.cache.get(bounded, () -> "no load")).isEqualTo("old");
		assertThat(BulkRequests.of(many).get(this.cache.bulk(), (missing) -> Map.of())).containsEntry(7, "old");
		this.store.levels().areUnknown();
		assertThat(this.cache.get(bounded, () -> "new")).isEqualTo("new");
		assertThat(BulkRequests.of(many).get(this.cache.bulk(), (missing) -> Map.of(7, "newer"))).containsEntry(7,
				"newer");
		assertThat(this.cache.get(CacheRequest.of(7, String.class), () -> "no load")).as("not stored").isEqualTo("old");
	}

	private @Nullable Object getAsync(CacheRequest request, String origin) {
		return this.cache.getAsync(request, () -> CompletableFuture.completedFuture(origin)).join();
	}

	private void get() {
		assertThat(this.cache.getAll(IDS, String.class, (missing) -> {
			this.calls.add(List.copyOf(missing));
			Map<Integer, String> values = new HashMap<>();
			missing.forEach((id) -> values.put(id, "v" + id));
			return values;
		})).hasSize(90).containsEntry(7, "v7");
	}

	private long count(Event event) {
		return this.cache.statistics().get(event);
	}

}
