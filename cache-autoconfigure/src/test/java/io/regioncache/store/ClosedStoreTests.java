package io.regioncache.store;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisClient;
import io.regioncache.store.lookup.Lookup;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a {@link RegionStore} closes its connections without anybody's complaint.
 */
@ExtendWith(OutputCaptureExtension.class)
class ClosedStoreTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	@Test
	void closesEachConnectionOnce(CapturedOutput output) {
		RedisClient client = RedisClient.create(redis.server().url());
		RegionStore store = started(client);
		redis.admin().call("HSET", "{closed}:m", "clock", "2");
		assertThat(lookup(store).markers()).isNotNull();
		redis.admin().call("HSET", "{closed}:m", "clock", "1");
		assertThat(lookup(store)).isSameAs(Lookup.UNAVAILABLE);
		Awaitility.await().until(store::isAvailable);
		store.close();
		client.shutdown(0, 1, TimeUnit.SECONDS);
		assertThat(output.getAll()).doesNotContain("already closed");
	}

	@Test
	void isNotAvailableAfterwards() {
		RedisClient client = RedisClient.create(redis.server().url());
		RegionStore store = started(client);
		store.close();
		assertThat(store.isAvailable()).isFalse();
		client.shutdown(0, 1, TimeUnit.SECONDS);
	}

	private static Lookup lookup(RegionStore store) {
		CompletableFuture<Lookup> lookup = new CompletableFuture<>();
		store.lookup(store.keysOf("numbers", "v1").apply("k1"), List.of(), lookup);
		return lookup.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
	}

	private static RegionStore started(RedisClient client) {
		RegionStore store = new RegionStore("here", () -> client, "closed", "", PATIENCE, PATIENCE);
		store.start();
		Awaitility.await().until(store::isAvailable);
		return store;
	}

}
