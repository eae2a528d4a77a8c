package io.regioncache.store;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.regioncache.store.entry.EntryPayload;
import io.regioncache.store.entry.EntrySource;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.write.Stored;
import io.regioncache.testkit.RedisClusterSetup;
import io.regioncache.testkit.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * In a cluster, the lock of a load and the entry it stores lie on different nodes:
 * whoever waits for the lock must find the entry.
 */
class StoredBeforeUnlockedTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final RedisClusterSetup cluster = RedisClusterSetup.start(3, false, "cluster-require-full-coverage no");

	private final StoreNode node = StoreNode.of(this.cluster).awaitAvailable();

	@AfterEach
	void close() {
		this.node.close();
		this.cluster.close();
	}

	@Test
	void theLockIsHeldWhileTheNodeOfTheEntryHasNotAnswered() {
		EntryKey key = this.node.key(IntStream.range(0, 1000).filter(this::isApart).findFirst().orElseThrow());
		RedisServer ofLock = this.cluster.primaryOf(key.lockKey());
		RedisServer ofEntry = this.cluster.primaryOf(RedisKeys.text(key.redisKey()));
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> this.node.store().locks().take(key, "owner", Duration.ofMinutes(1)).join() == 0);
		Lease lease = this.node.store().own().leases().take().join().orElseThrow();
		Envelope entry = new Envelope(lease, 0, new EntrySource(1, 0), new EntryPayload(0, (byte) 0, new byte[8]),
				List.of());
		// Connected to the node, so that the next one waits for its answer
		Awaitility.await()
			.atMost(PATIENCE)
			.ignoreExceptions()
			.until(() -> storeAndUnlock(key, entry, "nobody").join() == Stored.STORED);
		int looks = 0;
		ofEntry.pause();
		try {
			CompletableFuture<Stored> stored = storeAndUnlock(key, entry, "owner");
			while (!stored.isDone()) {
				boolean locked = ofLock.admin().number("EXISTS", key.lockKey()) == 1;
				// It may have been stored in between, or given up
				assertThat(locked || stored.isDone()).as("locked").isTrue();
				looks++;
			}
		}
		finally {
			ofEntry.resume();
		}
		assertThat(looks).isPositive();
		Awaitility.await().atMost(PATIENCE).until(() -> ofLock.admin().number("EXISTS", key.lockKey()) == 0);
	}

	private CompletableFuture<Stored> storeAndUnlock(EntryKey key, Envelope entry, String token) {
		return this.node.store().writes().storeAndUnlock(key, entry, Duration.ofMinutes(1), token);
	}

	private boolean isApart(int number) {
		EntryKey key = this.node.key(number);
		RedisServer ofEntry = this.cluster.primaryOf(RedisKeys.text(key.redisKey()));
		return ofEntry != this.cluster.primaryOf(key.lockKey())
				&& ofEntry != this.cluster.primaryOf(RedisKeys.text(this.node.store().own().keys().metadata().hash()));
	}

}
