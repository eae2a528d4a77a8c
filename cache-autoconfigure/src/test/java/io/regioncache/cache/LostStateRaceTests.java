package io.regioncache.cache;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.testkit.Race;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Loads that are shared while the server loses what it knew: nobody joins a load of
 * another epoch.
 */
class LostStateRaceTests {

	private static final String METADATA = "{app}:m";

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	@AutoClose
	private CacheRaceNode here;

	@AutoClose
	private CacheRaceNode there;

	@BeforeEach
	void start() {
		this.here = CacheRaceNode.at(redis.server().url()).awaitAvailable();
		this.there = CacheRaceNode.at(redis.server().url()).awaitAvailable();
	}

	@Test
	void noLoadOfAnotherEpochIsJoined() throws InterruptedException {
		for (int i = 0; i < 5; i++) {
			this.here.invalidate(0);
		}
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		Thread slow = new Thread(() -> this.here.read(0, () -> {
			begun.countDown();
			await(end);
			return 1;
		}));
		slow.start();
		begun.await();
		redis.admin().flushAll();
		assertThat(this.there.invalidate(0)).isTrue();
		assertThat(this.here.read(0, 2)).isEqualTo(2);
		end.countDown();
		slow.join();
		assertThat(this.there.read(0, 3)).isNotEqualTo(1);
	}

	@Test
	void nothingOldIsServedWhileTheMetadataKeepsVanishing() {
		try (Race race = new Race(4, List.of(this.here, this.there)).startOverlapping(6, 2)) {
			for (int round = 0; round < 100; round++) {
				race.awaitReads(20);
				redis.admin().call("DEL", METADATA);
			}
			race.assertWon(this.here, this.there);
			assertThat(this.here.count(Event.JOINED)).as("shared loads").isPositive();
		}
	}

	@Test
	void nothingOldIsServedWhileTheServerKeepsRestarting() {
		try (Race race = new Race(16, List.of(this.here, this.there)).start(3, 1, Duration.ofMillis(2))) {
			race.awaitReads(500);
			Path snapshot = redis.server().snapshot();
			for (int round = 0; round < 2; round++) {
				redis.server().restartFrom(snapshot);
				this.here.awaitAvailable();
				race.awaitReads(500);
				redis.server().restartEmpty();
				this.there.awaitAvailable();
				race.awaitReads(500);
			}
			race.assertWon(this.here, this.there);
			assertThat(this.here.hits()).as("hits").isPositive();
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await(3, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
