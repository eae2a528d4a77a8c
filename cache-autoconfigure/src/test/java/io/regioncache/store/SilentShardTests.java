package io.regioncache.store;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import io.regioncache.testkit.RedisClusterSetup;
import io.regioncache.testkit.RedisServer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A shard of a cluster that hangs or dies keeps callers from its entries only, and its
 * replica is found as soon as it serves.
 */
class SilentShardTests {

	private static final Log logger = LogFactory.getLog(SilentShardTests.class);

	private static final int KEYS = 64;

	private static final String METADATA = "{race}:m";

	private final RedisClusterSetup cluster = RedisClusterSetup.start(3, true, "cluster-require-full-coverage no");

	private final StoreNode node = StoreNode.of(this.cluster);

	@AfterEach
	void close() {
		this.node.close();
		this.cluster.close();
	}

	@Test
	void invalidationsAreAppliedWhileAShardOfEntriesHangs() throws InterruptedException {
		Rounds.cache(KEYS, this.node);
		int hung = IntStream.range(0, KEYS).filter((key) -> !isBesideMetadata(key)).findFirst().orElseThrow();
		int well = IntStream.range(0, KEYS).filter((key) -> shardOf(key) != shardOf(hung)).findFirst().orElseThrow();
		RedisServer shard = shardOf(hung);
		AtomicBoolean over = new AtomicBoolean();
		List<Thread> readers = IntStream.range(0, 32).mapToObj((reader) -> new Thread(() -> {
			while (!over.get()) {
				this.node.read(hung, 1);
			}
		})).toList();
		shard.pause();
		readers.forEach(Thread::start);
		try {
			long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
			int rounds = 0;
			int late = 0;
			while (System.nanoTime() - end < 0) {
				if (isInvalidatedAndCached(well)) {
					rounds++;
				}
				else {
					late++;
					this.node.awaitAvailable();
				}
			}
			assertThat(rounds).as("invalidations and hits at another shard").isGreaterThan(20);
			assertThat(late).as("answers that took longer than the timeout").isLessThanOrEqualTo(2);
		}
		finally {
			over.set(true);
			for (Thread reader : readers) {
				reader.join();
			}
			shard.resume();
		}
	}

	private boolean isInvalidatedAndCached(int key) {
		if (!this.node.invalidate(key)) {
			return false;
		}
		this.node.read(key, 2);
		long hits = this.node.hits();
		return this.node.read(key, 3) == 2 && this.node.hits() > hits;
	}

	@Test
	void theReplicaOfAHungShardOfEntriesIsFound() {
		Rounds.cache(KEYS, this.node);
		int key = IntStream.range(0, KEYS)
			.filter((candidate) -> !isBesideMetadata(candidate))
			.findFirst()
			.orElseThrow();
		RedisServer shard = shardOf(key);
		this.cluster.awaitReplication(shard);
		RedisServer replica = this.cluster.replicaOf(shard);
		shard.pause();
		try {
			assertHitsAgain(key, "A hung shard of entries", replica);
		}
		finally {
			shard.resume();
		}
	}

	@Test
	void theReplicaOfAHungShardOfMetadataIsFound() {
		Rounds.cache(KEYS, this.node);
		RedisServer shard = this.cluster.primaryOf(METADATA);
		this.cluster.awaitReplication(shard);
		RedisServer replica = this.cluster.replicaOf(shard);
		shard.pause();
		try {
			assertHitsAgain(0, "A hung shard of metadata", replica);
		}
		finally {
			shard.resume();
		}
	}

	private void assertHitsAgain(int key, String what, RedisServer replica) {
		long silentSince = System.nanoTime();
		Awaitility.await().until(() -> {
			// Callers go on asking
			this.node.read(key, 1);
			return "master".equals(replica.admin().info("replication").get("role"));
		});
		long replaced = System.nanoTime();
		long hits = this.node.hits();
		Awaitility.await().until(() -> {
			this.node.read(key, 1);
			return this.node.hits() > hits;
		});
		long now = System.nanoTime();
		logger.info("%s: its replica served after %d ms, and hits came %d ms later".formatted(what,
				Duration.ofNanos(replaced - silentSince).toMillis(), Duration.ofNanos(now - replaced).toMillis()));
	}

	private boolean isBesideMetadata(int key) {
		return shardOf(key) == this.cluster.primaryOf(METADATA);
	}

	private RedisServer shardOf(int key) {
		return this.cluster.primaryOf(new String(this.node.key(key).redisKey()));
	}

}
