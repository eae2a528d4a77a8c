package io.regioncache.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.lettuce.core.RedisClient;
import io.regioncache.store.connection.ConnectionSettings;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.test.SimulatedLink;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.lookup.Lookup;
import io.regioncache.store.write.InvalidationResult;
import io.regioncache.testkit.RedisExtension;
import io.regioncache.testkit.RedisServer;
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
		Awaitility.await().until(() -> lookup(store).markers().lease().number() == 2);
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

	@Test
	void appliesFirstWhatCouldNotBeAppliedBefore(CapturedOutput output) {
		RedisClient client = RedisClient.create(redis.server().url());
		RegionStore store = started(client);
		redis.server().kill();
		assertThat(invalidate(store, "first", "second")).isEqualTo(InvalidationResult.DEFERRED);
		redis.server().restartEmpty();
		store.close();
		client.shutdown(0, 1, TimeUnit.SECONDS);
		assertThat(redis.admin().number("HEXISTS", "{closed}:m", "t:first")).isEqualTo(1);
		assertThat(redis.admin().number("HEXISTS", "{closed}:m", "t:second")).isEqualTo(1);
		assertThat(output).doesNotContain("could not be applied");
	}

	@Test
	void tellsHowManyInvalidationsAreLost(CapturedOutput output) {
		RedisClient client = RedisClient.create(redis.server().url());
		RegionStore store = started(client);
		redis.server().kill();
		assertThat(invalidate(store, "first", "second")).isEqualTo(InvalidationResult.DEFERRED);
		assertThat(invalidate(store, "first")).isEqualTo(InvalidationResult.DEFERRED);
		store.close();
		client.shutdown(0, 1, TimeUnit.SECONDS);
		assertThat(output).containsOnlyOnce("Region here: 2 invalidations could not be applied before the cache was "
				+ "closed. Other processes may serve the old values until their time to live ends");
		assertThat(invalidate(store, "late")).isEqualTo(InvalidationResult.DEFERRED);
		assertThat(invalidate(store, "later")).isEqualTo(InvalidationResult.DEFERRED);
		store.close();
		assertThat(output)
			.containsOnlyOnce("Region here: an invalidation was asked for after the cache was closed, and is lost")
			.containsOnlyOnce("could not be applied");
	}

	@Test
	void whatAnotherRegionTakesIsNotLost(CapturedOutput output) {
		RedisClient client = RedisClient.create(redis.server().url());
		try (RedisServer elsewhere = RedisServer.start()) {
			RedisClient other = RedisClient.create(elsewhere.url());
			RegionStore store = new RegionStore(
					new SingleRegionStore("here", () -> client, "closed", "",
							new ConnectionSettings(PATIENCE, PATIENCE)),
					new RegionFailover(Map.of("there", () -> new SingleRegionStore("there", () -> other, "closed", "",
							new ConnectionSettings(PATIENCE, PATIENCE))), false));
			store.start();
			Awaitility.await().atMost(PATIENCE).until(store::isAvailable);
			elsewhere.kill();
			redis.server().kill();
			assertThat(invalidate(store, "first")).isEqualTo(InvalidationResult.DEFERRED);
			elsewhere.restartEmpty();
			Awaitility.await().atMost(PATIENCE).until(() -> !store.others().instead(List.of("there")).join().isEmpty());
			store.close();
			client.shutdown(0, 1, TimeUnit.SECONDS);
			other.shutdown(0, 1, TimeUnit.SECONDS);
			assertThat(elsewhere.admin().number("HEXISTS", "{closed}:m", "t:first")).isEqualTo(1);
		}
		assertThat(output).doesNotContain("could not be applied");
	}

	@Test
	void hasNoMoreToSay(CapturedOutput output) throws IOException {
		// Connections are made, and nobody answers
		try (ServerSocket silent = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
			RedisClient client = RedisClient.create("redis://127.0.0.1:" + silent.getLocalPort());
			RegionStore store = new RegionStore("quiet", () -> client, "closed", "",
					new ConnectionSettings(PATIENCE, Duration.ZERO));
			store.start();
			Thread connecting = Awaitility.await()
				.atMost(PATIENCE)
				.until(() -> Thread.getAllStackTraces()
					.keySet()
					.stream()
					.filter((thread) -> thread.getName().equals("region-cache-quiet"))
					.findFirst()
					.orElse(null), Objects::nonNull);
			store.close();
			client.shutdown(0, 1, TimeUnit.SECONDS);
			Awaitility.await().atMost(PATIENCE).until(() -> !connecting.isAlive());
		}
		assertThat(output).doesNotContain("quiet");
	}

	@Test
	void leavesNoConnectionBehind() {
		try (SimulatedLink link = redis.server().link()) {
			link.latency(Duration.ofMillis(40));
			RedisClient client = RedisClient.create(link.url());
			RegionStore store = new RegionStore("here", () -> client, "closed", "",
					new ConnectionSettings(PATIENCE, PATIENCE).checkingAddressEvery(Duration.ofMillis(10)));
			long others = connections();
			store.start();
			Awaitility.await().atMost(PATIENCE).until(store::isAvailable);
			// Two of its own, and one that looks where the address leads
			Awaitility.await()
				.atMost(PATIENCE)
				.pollInterval(Duration.ofMillis(1))
				.until(() -> connections() == others + 3);
			store.close();
			Awaitility.await().atMost(PATIENCE).until(() -> connections() == others);
			client.shutdown(0, 1, TimeUnit.SECONDS);
		}
	}

	private static long connections() {
		return redis.admin().text("CLIENT", "LIST").lines().count();
	}

	private static InvalidationResult invalidate(RegionStore store, String... tags) {
		return store.invalidate(Stream.of(tags).map(Scope::tag).toList(), InvalidationMode.REMOVE).join();
	}

	private static Lookup lookup(RegionStore store) {
		CompletableFuture<Lookup> lookup = new CompletableFuture<>();
		store.lookups().send(store.keysOf("numbers", "v1").apply("k1"), List.of(), lookup);
		return lookup.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
	}

	private static RegionStore started(RedisClient client) {
		RegionStore store = new RegionStore("here", () -> client, "closed", "",
				new ConnectionSettings(PATIENCE, PATIENCE));
		store.start();
		Awaitility.await().until(store::isAvailable);
		return store;
	}

}
