package io.regioncache.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.regioncache.testkit.Race;
import io.regioncache.testkit.RedisSentinelSetup;
import io.regioncache.testkit.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Annotated methods answer, and answer nothing old, when sentinels promote a replica that
 * lacks what its primary had acknowledged.
 */
class AnnotationsOnSentinelTests {

	private static final int KEYS = 16;

	private final RedisSentinelSetup setup = RedisSentinelSetup.start(3);

	private final AnnotatedNode here = node();

	private final AnnotatedNode there = node();

	private AnnotatedNode node() {
		return AnnotatedNode.at("sentinel.master=" + this.setup.name(),
				"sentinel.nodes=" + String.join(",", this.setup.sentinelAddresses()));
	}

	@AfterEach
	void close() {
		this.here.close();
		this.there.close();
		this.setup.close();
	}

	@Test
	void theMethodIsAskedAgainWhereAFailOverHasLostInvalidations() {
		for (int key = 0; key < KEYS; key++) {
			this.here.cache(key, 1);
			this.there.cache(key, 1);
		}
		this.setup.awaitReplication();
		this.setup.cutReplication();
		this.here.invalidateAll();
		RedisServer promoted = this.setup.killPrimary();
		assertThat(promoted.admin().number("DBSIZE")).as("entries without their markers").isGreaterThan(KEYS);
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
	void theMethodAnswersWhileNoServerIsLeft() {
		assertThat(this.here.read(1, 1)).isEqualTo(1);
		this.setup.replica().kill();
		this.setup.primary().kill();
		assertThat(this.here.read(1, 2)).isEqualTo(2);
		assertThat(this.here.invalidate(1)).as("applied").isFalse();
		assertThat(this.here.read(1, 3)).isEqualTo(3);
	}

	@Test
	void nothingOldIsAnsweredWhileAPrimaryDies() {
		try (Race race = new Race(KEYS, List.of(this.here, this.there)).start(2, 1, Duration.ofMillis(20))) {
			this.here.awaitHits(200);
			this.setup.awaitReplication();
			this.setup.cutReplication();
			race.awaitInvalidations(50);
			this.setup.killPrimary();
			this.here.awaitHits(200);
			this.there.awaitHits(200);
			race.assertWon(this.here, this.there);
		}
	}

}
