package io.regioncache.store;

import java.time.Duration;

import io.regioncache.testkit.RedisSentinelSetup;
import io.regioncache.testkit.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A primary that was paused while its replica was promoted answers again as if nothing
 * had happened, until a sentinel demotes it some ten seconds later.
 */
class PausedPrimaryTests {

	private static final int KEYS = 32;

	private final RedisSentinelSetup setup = RedisSentinelSetup.start(3);

	private final StoreNode idle = StoreNode.of(this.setup);

	@AfterEach
	void close() {
		this.idle.close();
		this.setup.close();
	}

	@Test
	void anIdleProcessDoesNotReadItsFormerPrimary() {
		Rounds.cache(KEYS, this.idle);
		this.setup.awaitReplication();
		RedisServer former = this.setup.primary();
		long paused = System.nanoTime();
		former.pause();
		this.setup.awaitPromotionInsteadOf(former);
		try (StoreNode writer = StoreNode.of(this.setup)) {
			writer.awaitAvailable();
			Rounds.invalidate(KEYS, writer);
			Awaitility.await()
				.pollInterval(Duration.ofMillis(5))
				.until(() -> System.nanoTime() - paused >= Duration.ofMillis(2650).toNanos());
			former.resume();
			long resumed = System.nanoTime();
			long hits = this.idle.hits();
			while (System.nanoTime() - resumed < Duration.ofSeconds(4).toNanos()) {
				for (int key = 0; key < KEYS; key++) {
					assertThat(this.idle.read(key, 2)).as("key %d", key).isEqualTo(2);
				}
			}
			assertThat(this.idle.hits()).as("hits at the new primary").isGreaterThan(hits);
		}
	}

}
