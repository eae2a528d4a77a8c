package io.regioncache.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.regioncache.testkit.Race;
import io.regioncache.testkit.RedisClusterSetup;
import io.regioncache.testkit.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Annotated methods answer, and answer nothing old, when shards of a cluster die with
 * what they had acknowledged.
 */
class AnnotationsOnClusterTests {

	private static final int KEYS = 16;

	private final RedisClusterSetup cluster = RedisClusterSetup.start(3, true);

	private final AnnotatedNode here = node();

	private final AnnotatedNode there = node();

	private AnnotatedNode node() {
		return AnnotatedNode.at("cluster.nodes=" + String.join(",", this.cluster.addresses()));
	}

	@AfterEach
	void close() {
		this.here.close();
		this.there.close();
		this.cluster.close();
	}

	@Test
	void theMethodIsAskedAgainWhereTheShardOfTheMetadataHasLostInvalidations() {
		for (int key = 0; key < KEYS; key++) {
			this.here.cache(key, 1);
			this.there.cache(key, 1);
		}
		RedisServer shard = this.cluster.primaryOf(AnnotatedNode.METADATA);
		this.cluster.awaitReplication(shard);
		this.cluster.cutReplication(shard);
		this.here.invalidateAll();
		RedisServer promoted = this.cluster.kill(shard);
		assertThat(promoted.admin().call("HGET", AnnotatedNode.METADATA, "clock")).as("the tail was lost").isNull();
		for (AnnotatedNode node : List.of(this.here, this.there)) {
			for (int key = 0; key < KEYS; key++) {
				assertThat(node.read(key, 2)).as("at once, key %d", key).isEqualTo(2);
			}
			node.awaitAvailable();
			for (int key = 0; key < KEYS; key++) {
				assertThat(node.read(key, 2)).as("later, key %d", key).isEqualTo(2);
				node.cache(key, 2);
			}
		}
	}

	@Test
	void nothingOldIsAnsweredWhileTheShardOfTheMetadataDies() {
		try (Race race = new Race(KEYS, List.of(this.here, this.there)).start(2, 1, Duration.ofMillis(20))) {
			this.here.awaitHits(200);
			RedisServer shard = this.cluster.primaryOf(AnnotatedNode.METADATA);
			this.cluster.cutReplication(shard);
			race.awaitInvalidations(50);
			this.cluster.kill(shard);
			this.here.awaitHits(200);
			this.there.awaitHits(200);
			race.assertWon(this.here, this.there);
		}
	}

}
