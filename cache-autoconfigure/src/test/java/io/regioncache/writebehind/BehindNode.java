package io.regioncache.writebehind;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.lettuce.core.AbstractRedisClient;
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
import io.regioncache.testkit.Patience;
import io.regioncache.testkit.RedisSentinelSetup;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * One process of one region that writes the cache {@code carts} behind.
 */
public final class BehindNode implements AutoCloseable {

	static final Pace PACE = new Pace(Duration.ofMillis(40), 100);

	private final List<AbstractRedisClient> clients = new ArrayList<>();

	private final RegionStore store;

	private final RegionCacheManager caches;

	private final WriteBehinds behinds;

	BehindNode(String region, Supplier<? extends AbstractRedisClient> home, Map<String, String> others,
			BatchWriter<?, ?> writer, WriteBehindSettings settings) {
		Map<String, Supplier<SingleRegionStore>> stores = new LinkedHashMap<>();
		others.forEach((name, url) -> {
			RedisClient client = client(RedisURI.create(url));
			this.clients.add(client);
			stores.put(name, () -> new SingleRegionStore(name, () -> client, "app", "", connection()));
		});
		AbstractRedisClient client = home.get();
		this.clients.add(client);
		this.store = new RegionStore(new SingleRegionStore(region, () -> client, "app", "", connection()),
				new RegionFailover(stores, false));
		this.behinds = new WriteBehinds(this.store, () -> List.of(writer), (name) -> settings,
				new JsonChanges(new ValueCodec()));
		this.caches = RegionCacheManager.builder(region, this.store).writeBehind(this.behinds::find).build();
		this.store.start();
	}

	static BehindNode at(String url, BatchWriter<?, ?> writer) {
		return at(url, writer, WriteBehindSettings.DEFAULTS);
	}

	static BehindNode at(String url, BatchWriter<?, ?> writer, WriteBehindSettings settings) {
		return new BehindNode("here", () -> client(RedisURI.create(url)), Map.of(), writer, settings).awaitAvailable();
	}

	static BehindNode of(RedisSentinelSetup setup, BatchWriter<?, ?> writer) {
		RedisURI.Builder uri = RedisURI.builder().withSentinelMasterId(setup.name());
		setup.sentinels().forEach((sentinel) -> uri.withSentinel(sentinel.host(), sentinel.port()));
		return new BehindNode("here", () -> client(uri.build()), Map.of(), writer, WriteBehindSettings.DEFAULTS)
			.awaitAvailable();
	}

	private static ConnectionSettings connection() {
		return new ConnectionSettings(Duration.ofSeconds(5), Duration.ofSeconds(10));
	}

	static RedisClient client(RedisURI uri) {
		RedisClient client = RedisClient.create(uri);
		client.setOptions(ClientOptions.builder()
			.autoReconnect(false)
			.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
			.build());
		return client;
	}

	BehindNode awaitAvailable() {
		// Also in processes that no extension has made patient
		Awaitility.await().atMost(Patience.LIMIT).until(this.store::isAvailable);
		return this;
	}

	/**
	 * Begin to write.
	 */
	BehindNode writing() {
		behind().pace(PACE);
		this.behinds.start();
		return this;
	}

	RegionStore store() {
		return this.store;
	}

	RegionCache carts() {
		return this.caches.getCache("carts");
	}

	WriteBehind behind() {
		WriteBehind behind = this.behinds.find("carts");
		if (behind == null) {
			throw new IllegalStateException("No changes of carts");
		}
		return behind;
	}

	void put(String key, @Nullable String value) {
		carts().operations().beginPutNow(PACE).complete(CacheRequest.of(key, String.class), value);
	}

	@Nullable Object read(String key, @Nullable Object origin) {
		try {
			return carts().get(CacheRequest.of(key, String.class), () -> origin);
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Write what is left, as an orderly stop does.
	 */
	void drain() {
		this.behinds.close();
	}

	@Override
	public void close() {
		this.store.close();
		this.clients.forEach(AbstractRedisClient::shutdown);
	}

}
