package io.regioncache.store;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import io.regioncache.testkit.Race;
import io.regioncache.testkit.RedisAdmin;
import io.regioncache.testkit.RedisClusterSetup;
import io.regioncache.testkit.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * In a cluster the shard of the metadata and those of the entries fail apart.
 */
class ClusterFaultTests {

	private static final int KEYS = 32;

	private static final int MANY_KEYS = 500;

	private static final String METADATA = "{race}:m";

	private final RedisClusterSetup cluster = RedisClusterSetup.start(3, true);

	private final StoreNode here = StoreNode.of(this.cluster);

	private final StoreNode there = StoreNode.of(this.cluster);

	@AfterEach
	void close() {
		this.here.close();
		this.there.close();
		this.cluster.close();
	}

	@Test
	void spreadsEntriesOverTheCluster() {
		Rounds.cache(KEYS, this.here, this.there);
		assertThat(IntStream.range(0, KEYS).mapToObj(this::shardOf).distinct()).hasSize(3);
		Rounds.invalidate(KEYS, this.here);
		Rounds.assertMiss(KEYS, this.here, this.there);
	}

	@Test
	void missesWhereTheShardOfTheMetadataHasLostItsTail() {
		Rounds.cache(KEYS, this.here, this.there);
		RedisServer shard = this.cluster.primaryOf(METADATA);
		this.cluster.awaitReplication(shard);
		this.cluster.cutReplication(shard);
		Rounds.invalidate(KEYS, this.here);
		RedisServer promoted = this.cluster.kill(shard);
		assertThat(promoted.admin().call("HGET", METADATA, "clock")).as("the tail was lost").isNull();
		Rounds.assertMiss(KEYS, this.here, this.there);
	}

	/**
	 * The entries are on other shards, and the new markers have lower numbers than their
	 * leases.
	 */
	@Test
	void missesWhereTheMetadataIsLostAndItsNumbersBeginAnew() {
		this.here.awaitAvailable();
		RedisAdmin shard = this.cluster.primaryOf(METADATA).admin();
		shard.call("HINCRBY", METADATA, "clock", "1000");
		Rounds.cache(KEYS, this.here, this.there);
		shard.call("DEL", METADATA);
		Rounds.invalidate(KEYS, this.here);
		assertThat(shard.number("HGET", METADATA, "clock")).isLessThan(1000);
		Rounds.assertMiss(KEYS, this.here, this.there);
	}

	@Test
	void missesWhereTheShardOfAnEntryFallsBackToAnOlderOne() {
		int key = IntStream.range(0, KEYS)
			.filter((candidate) -> shardOf(candidate) != this.cluster.primaryOf(METADATA))
			.findFirst()
			.orElseThrow();
		this.here.cache(key, 1);
		RedisServer shard = shardOf(key);
		this.cluster.awaitReplication(shard);
		this.cluster.cutReplication(shard);
		Awaitility.await("applied").until(() -> this.here.invalidate(key));
		this.here.cache(key, 2);
		this.there.cache(key, 2);
		RedisServer promoted = this.cluster.kill(shard);
		assertThat(promoted.admin().number("DBSIZE")).as("the old entry is back").isPositive();
		assertThat(this.here.read(key, 3)).isEqualTo(3);
		this.here.awaitAvailable();
		assertThat(this.there.read(key, 4)).isNotEqualTo(1);
	}

	@Test
	void nothingOldIsServedWhileShardsDie() {
		try (Race race = new Race(MANY_KEYS, List.of(this.here, this.there))) {
			race.start(2, 1, Duration.ofMillis(20));
			for (String key : List.of(METADATA, new String(this.here.key(1).redisKey()))) {
				this.here.awaitHits(10 * MANY_KEYS);
				RedisServer shard = this.cluster.primaryOf(key);
				this.cluster.cutReplication(shard);
				race.awaitInvalidations(100);
				this.cluster.kill(shard);
				this.here.awaitHits(10 * MANY_KEYS);
				this.there.awaitHits(10 * MANY_KEYS);
				shard.restartEmpty();
			}
			race.assertWon(this.here, this.there);
		}
	}

	private RedisServer shardOf(int key) {
		return this.cluster.primaryOf(new String(this.here.key(key).redisKey()));
	}

}
