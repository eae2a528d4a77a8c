package io.regioncache.store;

import java.time.Duration;
import java.util.List;

import io.regioncache.testkit.Race;
import io.regioncache.testkit.RedisSentinelSetup;
import io.regioncache.testkit.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A replica that is promoted knows nothing of the tail that its primary had acknowledged.
 */
class SentinelFaultTests {

	private static final int KEYS = 32;

	private static final int MANY_KEYS = 500;

	private final RedisSentinelSetup setup = RedisSentinelSetup.start(3, "min-replicas-max-lag 2");

	private final StoreNode here = StoreNode.of(this.setup);

	private final StoreNode there = StoreNode.of(this.setup);

	@AfterEach
	void close() {
		this.here.close();
		this.there.close();
		this.setup.close();
	}

	@Test
	void missesWhereAFailOverHasLostTheMarkers() {
		Rounds.cache(KEYS, this.here, this.there);
		this.setup.awaitReplication();
		this.setup.cutReplication();
		Rounds.invalidate(KEYS, this.here);
		RedisServer promoted = this.setup.killPrimary();
		assertThat(promoted.admin().number("DBSIZE")).as("entries without their markers").isGreaterThan(KEYS);
		Rounds.assertMiss(KEYS, this.here, this.there);
		try (StoreNode late = StoreNode.of(this.setup)) {
			Rounds.assertMiss(KEYS, late);
		}
		assertThat(this.here.dead()).isPositive();
	}

	@Test
	void nothingOldIsServedWhilePrimariesKeepDying() {
		try (Race race = new Race(MANY_KEYS, List.of(this.here, this.there))) {
			race.start(2, 1, Duration.ofMillis(20));
			for (int round = 0; round < 2; round++) {
				this.here.awaitHits(10 * MANY_KEYS);
				this.setup.awaitReplication();
				this.setup.cutReplication();
				race.awaitInvalidations(100);
				RedisServer dead = this.setup.primary();
				this.setup.killPrimary();
				this.here.awaitHits(10 * MANY_KEYS);
				this.there.awaitHits(10 * MANY_KEYS);
				this.setup.rejoin(dead);
			}
			race.assertWon(this.here, this.there);
		}
	}

	/**
	 * Without the requirement of a replica a new node's invalidations would go to the new
	 * primary, while the old one went on answering until the sentinels demote it.
	 */
	@Test
	void aPrimaryThatNeedsItsReplicaToWriteIsNotReadPastItsSuccessor() {
		this.setup.primary().admin().configure("min-replicas-to-write", "1");
		this.setup.replica().admin().configure("min-replicas-to-write", "1");
		Rounds.cache(KEYS, this.here, this.there);
		this.setup.awaitReplication();
		this.setup.failOver();
		try (StoreNode late = StoreNode.of(this.setup)) {
			late.awaitAvailable();
			Rounds.invalidate(KEYS, late);
			Rounds.assertMiss(KEYS, this.here, this.there);
		}
	}

	@Test
	void bypassesAPrimaryThatHasLostItsReplicas() {
		this.setup.primary().admin().configure("min-replicas-to-write", "1");
		Rounds.cache(KEYS, this.here);
		this.setup.cutReplication();
		assertThat(this.here.invalidate(0)).as("applied").isFalse();
		assertThat(this.here.read(0, 2)).isEqualTo(2);
		Awaitility.await().until(() -> !this.there.store().isAvailable());
		assertThat(this.there.read(0, 2)).isEqualTo(2);
		this.setup.healReplication();
		this.here.awaitAvailable();
		this.there.awaitAvailable();
		assertThat(this.there.read(0, 2)).as("the invalidation was retried").isEqualTo(2);
	}

}
