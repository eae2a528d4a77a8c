package io.regioncache.benchmarks.writebehind;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.regioncache.cache.RegionCache;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.cache.behind.JsonChanges;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.value.ValueCodec;
import io.regioncache.store.RegionFailover;
import io.regioncache.store.RegionStore;
import io.regioncache.store.SingleRegionStore;
import io.regioncache.store.connection.ConnectionSettings;
import io.regioncache.writebehind.BatchWriter;
import io.regioncache.writebehind.Durability;
import io.regioncache.writebehind.Pace;
import io.regioncache.writebehind.WhenFull;
import io.regioncache.writebehind.WhenRedisIsDown;
import io.regioncache.writebehind.WriteBehindSettings;
import io.regioncache.writebehind.WriteBehinds;

/**
 * One process with a cache that is written behind, and one that is not.
 */
final class BehindNode implements AutoCloseable {

	private static final WriteBehindSettings SETTINGS = new WriteBehindSettings(1_000_000, WhenFull.REJECT,
			Duration.ZERO, WhenRedisIsDown.REJECT, 3, Duration.ofSeconds(30), Durability.NONE, Duration.ofMinutes(1));

	private final RedisClient client;

	private final RegionStore store;

	private final WriteBehinds behinds;

	private final RegionCache plain;

	private final RegionCache carts;

	private final Pace pace;

	BehindNode(int port, BatchWriter<?, ?> writer, Pace pace) throws InterruptedException {
		this.pace = pace;
		this.client = RedisClient.create(RedisURI.create("127.0.0.1", port));
		this.client.setOptions(ClientOptions.builder()
			.autoReconnect(false)
			.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
			.build());
		this.store = new RegionStore(
				new SingleRegionStore("here", () -> this.client, "bench", "",
						new ConnectionSettings(Duration.ofSeconds(5), Duration.ofSeconds(5))),
				new RegionFailover(Map.of(), false));
		this.behinds = new WriteBehinds(this.store, () -> List.of(writer), (name) -> SETTINGS,
				new JsonChanges(new ValueCodec()));
		RegionCacheManager caches = RegionCacheManager.builder("here", this.store)
			.writeBehind(this.behinds::find)
			.build();
		this.plain = caches.getCache("plain");
		this.carts = caches.getCache("carts");
		this.store.start();
		while (!this.store.isAvailable()) {
			Thread.sleep(20);
		}
	}

	/**
	 * Write what is put from now on.
	 */
	void start() {
		this.behinds.all().forEach((behind) -> behind.pace(this.pace));
		this.behinds.start();
	}

	void put(String key, String value) {
		this.plain.operations().beginPutNow(null).complete(CacheRequest.of(key, String.class), value);
	}

	void putBehind(String key, String value) {
		this.carts.operations().beginPutNow(this.pace).complete(CacheRequest.of(key, String.class), value);
	}

	/**
	 * Return how many changes were written.
	 */
	long written() {
		return this.behinds.all().stream().mapToLong((behind) -> behind.statistics().written()).sum();
	}

	@Override
	public void close() {
		this.behinds.close();
		this.store.close();
		this.client.shutdown();
	}

}
