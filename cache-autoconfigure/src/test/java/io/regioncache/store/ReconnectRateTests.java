package io.regioncache.store;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.lettuce.core.RedisClient;
import io.regioncache.store.connection.ConnectionSettings;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.write.InvalidationResult;
import io.regioncache.testkit.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server that cannot be reached is tried at intervals, whoever wants it to be.
 */
@ExtendWith(OutputCaptureExtension.class)
class ReconnectRateTests {

	@Test
	void deferredInvalidationsDoNotMakeConnectingMoreFrequent(CapturedOutput output) {
		try (RedisServer server = RedisServer.start()) {
			AtomicInteger attempts = new AtomicInteger();
			RedisClient client = RedisClient.create(server.url());
			RegionStore store = new RegionStore("here", () -> {
				attempts.incrementAndGet();
				return client;
			}, "app", "", new ConnectionSettings(Duration.ofMillis(200), Duration.ofSeconds(5)));
			try {
				store.start();
				Awaitility.await().until(store::isAvailable);
				server.kill();
				Awaitility.await().until(() -> !store.isAvailable());
				attempts.set(0);
				int invalidations = 0;
				long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
				while (System.nanoTime() - end < 0) {
					assertThat(
							store.invalidate(List.of(Scope.tag("t" + invalidations++)), InvalidationMode.REMOVE).join())
						.isEqualTo(InvalidationResult.DEFERRED);
				}
				assertThat(invalidations).isGreaterThan(100);
				assertThat(attempts.get()).as("attempts to connect in 3 s").isLessThan(15);
				assertThat(output.getOut().lines().filter((line) -> line.contains("are kept in memory"))).hasSize(1);
			}
			finally {
				store.close();
				client.shutdown(0, 1, TimeUnit.SECONDS);
			}
		}
	}

}
