package io.regioncache.cache;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.regioncache.store.connection.ConnectionSettings;
import io.regioncache.replication.redis.RegionCoordinator;
import io.regioncache.store.RegionStore;
import io.regioncache.store.lookup.ReplicaLevel;
import org.awaitility.Awaitility;

/**
 * One process of a managed region: it writes to a primary and reads from a replica.
 */
final class ManagedNode implements AutoCloseable {

	private final RedisClient primary;

	private final RedisClient replica;

	private final RegionStore store;

	private final RegionCoordinator duties;

	private final ExecutorService executor = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "managed-node-executor");
		thread.setDaemon(true);
		return thread;
	});

	private final RegionCacheManager manager;

	ManagedNode(String primaryUrl, String replicaUrl) {
		this(primaryUrl, replicaUrl, Duration.ofSeconds(1));
	}

	/**
	 * Create a node.
	 * @param timeout how long the primary is waited for
	 */
	ManagedNode(String primaryUrl, String replicaUrl, Duration timeout) {
		this.primary = client(primaryUrl);
		this.replica = client(replicaUrl);
		this.store = new RegionStore("test", () -> this.primary, "app", "",
				new ConnectionSettings(timeout, Duration.ofSeconds(5)));
		this.store.own().lookups().readFrom(() -> this.replica, Duration.ofMillis(200));
		this.duties = new RegionCoordinator(this.store);
		this.store.start();
		this.manager = RegionCacheManager.builder("test", this.store).executor(this.executor).build();
	}

	private static RedisClient client(String url) {
		RedisClient client = RedisClient.create(CacheNode.RESOURCES, RedisURI.create(url));
		client.setOptions(ClientOptions.builder()
			.autoReconnect(false)
			.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
			.socketOptions(SocketOptions.builder().connectTimeout(Duration.ofSeconds(1)).build())
			.build());
		return client;
	}

	RegionCache cache(String name) {
		return this.manager.getCache(name);
	}

	RegionCacheManager manager() {
		return this.manager;
	}

	RegionStore store() {
		return this.store;
	}

	ReplicaLevel level() {
		return this.duties.replicaLevel().orElseThrow();
	}

	ManagedNode awaitLevel() {
		Awaitility.await()
			.until(() -> this.store.isAvailable() && level().failure() == null && level().lag().isZero()
					&& level().waiting() == 0);
		return this;
	}

	@Override
	public void close() {
		this.store.close();
		this.primary.shutdown(Duration.ZERO, Duration.ofSeconds(2));
		this.replica.shutdown(Duration.ZERO, Duration.ofSeconds(2));
		this.executor.shutdownNow();
	}

}
