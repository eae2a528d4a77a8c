package io.regioncache.cache;

import java.time.Duration;
import java.util.List;

import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.near.NearSettings;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.testkit.Race;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The races of one region with near caches: a process never serves what it has
 * invalidated itself, and what another has invalidated no longer than the bound.
 * {@code -Dregioncache.near.reads} says how long they last.
 */
class NearRaceTests {

	private static final int READS = Integer.getInteger("regioncache.near.reads", 30_000);

	private static final String METADATA = "{app}:m";

	private static final CacheSettings SETTINGS = CacheSettings.DEFAULTS.mutate()
		.near(NearSettings.ofSize(100))
		.build();

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	@AutoClose
	private CacheRaceNode here;

	@AutoClose
	private CacheRaceNode there;

	@BeforeEach
	void start() {
		this.here = CacheRaceNode.at(redis.server().url(), SETTINGS).awaitAvailable();
		this.there = CacheRaceNode.at(redis.server().url(), SETTINGS).awaitAvailable();
	}

	@Test
	void nothingOldIsServedWhileLoadsAreOvertaken() {
		try (Race race = race(16)) {
			race.startOverlapping(3, 1);
			race.awaitReads(READS / 3);
			assertWon(race);
		}
	}

	@Test
	void nothingOldIsServedWhileHitsAreMany() {
		try (Race race = race(64)) {
			race.start(3, 1, Duration.ofMillis(5));
			race.awaitReads(10L * READS);
			race.awaitInvalidations(READS / 300);
			assertWon(race);
		}
	}

	@Test
	void nothingOldIsServedWhileTheMetadataKeepsVanishing() {
		try (Race race = race(4)) {
			race.start(2, 1, Duration.ofMillis(2));
			for (int round = 0; round < READS / 3_000; round++) {
				race.awaitReads(500);
				redis.admin().call("DEL", METADATA);
			}
			assertWon(race);
		}
	}

	@Test
	void nothingOldIsServedWhileConnectionsAreLost() {
		try (Race race = race(16)) {
			race.start(2, 1, Duration.ofMillis(2));
			for (int round = 0; round < READS / 6_000; round++) {
				race.awaitReads(500);
				redis.admin().call("CLIENT", "KILL", "TYPE", "normal");
				redis.admin().call("CLIENT", "KILL", "TYPE", "pubsub");
				this.here.awaitAvailable();
				this.there.awaitAvailable();
			}
			assertWon(race);
		}
	}

	private Race race(int keys) {
		return new Race(keys, List.of(this.here, this.there));
	}

	private void assertWon(Race race) {
		race.awaitReads(1_000);
		race.settle(Duration.ofSeconds(30)).assertWon(this.here, this.there);
		assertThat(this.here.count(Event.NEAR) + this.there.count(Event.NEAR)).as("near hits").isPositive();
	}

}
