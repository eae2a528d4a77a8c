package io.regioncache.store;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import io.regioncache.annotation.InvalidationMode;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.write.Invalidate;
import io.regioncache.store.write.InvalidationResult;
import io.regioncache.testkit.Race;
import io.regioncache.testkit.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server that runs out of memory drops what it likes, or refuses to write.
 */
class EvictionFaultTests {

	private static final String METADATA = "{race}:m";

	private static final int KEYS = 3000;

	private static final int PADDING = 2000;

	@ParameterizedTest
	@ValueSource(strings = { "allkeys-lru", "allkeys-random", "allkeys-lfu", "volatile-ttl", "volatile-lru" })
	void nothingOldIsServedUnderPressure(String policy) {
		try (RedisServer server = RedisServer.start("maxmemory 5mb", "maxmemory-policy " + policy);
				StoreNode here = StoreNode.of(server.url(), PADDING);
				StoreNode there = StoreNode.of(server.url(), PADDING);
				Race race = new Race(KEYS, List.of(here, there))) {
			here.awaitAvailable();
			there.awaitAvailable();
			race.start(3, 2, Duration.ofMillis(1));
			Awaitility.await().until(() -> evicted(server) > 2 * KEYS && here.hits() + there.hits() > KEYS);
			race.assertWon(here, there);
		}
	}

	@Test
	void aFullServerStillInvalidatesButRefusesFills() {
		try (RedisServer server = RedisServer.start("maxmemory-policy noeviction");
				StoreNode node = StoreNode.patient(server.url(), PADDING)) {
			node.awaitAvailable();
			for (int key = 0; key < 100; key++) {
				node.read(key, 1);
			}
			server.admin().configure("maxmemory", "1mb");
			for (int key = 0; key < 100; key++) {
				assertThat(node.read(key, 2)).as("a hit").isEqualTo(1);
				assertThat(node.invalidate(key)).isTrue();
				assertThat(node.read(key, 3)).isEqualTo(3);
				assertThat(node.read(key, 4)).isEqualTo(4);
			}
			assertThat(node.refusals()).isEqualTo(200);
			assertThat(node.bypasses()).isZero();
		}
	}

	@Test
	void nothingOldIsServedWhereAMarkerWasDropped() {
		try (RedisServer server = RedisServer.start(); StoreNode node = StoreNode.of(server.url())) {
			node.awaitAvailable();
			Rounds.cache(2, node);
			Rounds.invalidate(2, node);
			int batch = 1000;
			for (int next = 0; marked(server, node.tag(1)) || marked(server, node.key(0).scope()); next += batch) {
				assertThat(next).as("markers written").isLessThan(5 * Invalidate.MARKER_CAP);
				List<Scope> others = IntStream.range(next, next + batch)
					.mapToObj((n) -> Scope.tag("other" + n))
					.toList();
				InvalidationResult marked = node.store().invalidate(others, InvalidationMode.REMOVE).join();
				assertThat(marked).isIn(InvalidationResult.APPLIED, InvalidationResult.DEFERRED);
				// What is deferred is sent again, and nothing is available before that
				node.awaitAvailable();
			}
			assertThat(server.admin().number("HLEN", METADATA)).isLessThan(Invalidate.MARKER_CAP + 2L * batch);
			Rounds.assertMiss(2, node);
		}
	}

	private static boolean marked(RedisServer server, Scope scope) {
		return server.admin().number("HEXISTS", METADATA, scope.field()) == 1;
	}

	private static long evicted(RedisServer server) {
		return Long.parseLong(server.admin().info("stats").getOrDefault("evicted_keys", "0"));
	}

}
