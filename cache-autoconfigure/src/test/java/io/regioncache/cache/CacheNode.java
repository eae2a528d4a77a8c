package io.regioncache.cache;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.regioncache.store.RegionStore;
import tools.jackson.databind.json.JsonMapper;

/**
 * One process of an application, as far as its cache is concerned.
 */
public final class CacheNode implements AutoCloseable {

	private final RedisClient client;

	private final RegionStore store;

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final RegionCacheManager manager;

	private CacheNode(String url, CacheSettings settings, Duration timeout) {
		this.client = RedisClient.create(url);
		this.client.setOptions(ClientOptions.builder()
			.autoReconnect(false)
			.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
			.build());
		this.store = new RegionStore("test", () -> this.client, "app", "", timeout, Duration.ofSeconds(5));
		this.store.start();
		this.manager = new RegionCacheManager("test", this.store, (name) -> settings, List.of(),
				JsonMapper.builder().build(), this.executor);
	}

	public static CacheNode at(String url) {
		return at(url, CacheSettings.DEFAULTS);
	}

	public static CacheNode at(String url, CacheSettings settings) {
		return new CacheNode(url, settings, Duration.ofMillis(500));
	}

	/**
	 * Creates a node that waits for Redis as long as a busy machine may take.
	 * @param url where its Redis is
	 * @return the node
	 */
	static CacheNode patient(String url) {
		return new CacheNode(url, CacheSettings.DEFAULTS, Duration.ofSeconds(30));
	}

	public RegionCache cache(String name) {
		return this.manager.getCache(name);
	}

	public RegionCacheManager manager() {
		return this.manager;
	}

	public RegionStore store() {
		return this.store;
	}

	@Override
	public void close() {
		this.store.close();
		this.client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
		this.executor.shutdownNow();
	}

}
