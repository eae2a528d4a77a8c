package io.regioncache.benchmarks.growth;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.resource.ClientResources;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.store.RegionStore;
import io.regioncache.store.connection.ConnectionSettings;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.lookup.Lookup;
import io.regioncache.store.write.InvalidationResult;

/**
 * One node of a region, as far as the store is concerned: its connections, and its
 * follower of invalidations.
 */
final class StoreNode implements AutoCloseable {

	private final RedisClient client;

	private final RegionStore store;

	private final EntryKey key;

	StoreNode(ClientResources resources, int port) {
		this.client = RedisClient.create(resources, RedisURI.create("127.0.0.1", port));
		this.store = new RegionStore("here", () -> this.client, "growth", "",
				new ConnectionSettings(Duration.ofSeconds(2), Duration.ofSeconds(10)));
		this.key = this.store.keysOf("products", "1").apply("key");
		this.store.start();
		awaitConnection();
	}

	private void awaitConnection() {
		long deadline = System.nanoTime() + 30_000_000_000L;
		while (lookup().markers() == null) {
			if (System.nanoTime() - deadline > 0) {
				throw new IllegalStateException("No connection within 30 seconds");
			}
		}
	}

	private Lookup lookup() {
		CompletableFuture<Lookup> lookup = new CompletableFuture<>();
		this.store.lookups().send(this.key, List.of(), lookup);
		return lookup.completeOnTimeout(Lookup.UNAVAILABLE, 1, TimeUnit.SECONDS).join();
	}

	CompletableFuture<InvalidationResult> invalidate(String tag) {
		return this.store.invalidate(List.of(Scope.tag(tag)), InvalidationMode.REMOVE);
	}

	@Override
	public void close() {
		this.store.close();
		this.client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
	}

}
