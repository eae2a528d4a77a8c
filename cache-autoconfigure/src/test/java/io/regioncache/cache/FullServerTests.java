package io.regioncache.cache;

import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.testkit.RedisServer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server whose memory is full, and which may not evict.
 */
class FullServerTests {

	private static final int KEYS = 50;

	@Test
	void invalidatesAndRefusesFillsAndCountsThem() {
		try (RedisServer server = RedisServer.start("maxmemory-policy noeviction");
				CacheRaceNode node = CacheRaceNode.at(server.url())) {
			node.awaitAvailable();
			for (int key = 0; key < KEYS; key++) {
				node.read(key, 1);
			}
			server.admin().configure("maxmemory", "1mb");
			for (int key = 0; key < KEYS; key++) {
				assertThat(node.read(key, 2)).as("a hit").isEqualTo(1);
				assertThat(node.invalidate(key)).as("applied").isTrue();
				assertThat(node.read(key, 3)).isEqualTo(3);
				assertThat(node.read(key, 4)).isEqualTo(4);
			}
			assertThat(node.count(Event.REFUSED_REDIS)).isEqualTo(2 * KEYS);
			assertThat(node.count(Event.STORED)).isEqualTo(KEYS);
			assertThat(node.count(Event.BYPASS)).isZero();
		}
	}

	@Test
	void putsInvalidateWhatTheyCannotStore() {
		try (RedisServer server = RedisServer.start("maxmemory-policy noeviction");
				CacheRaceNode node = CacheRaceNode.at(server.url())) {
			node.awaitAvailable();
			node.read(1, 1);
			server.admin().configure("maxmemory", "1mb");
			node.cache().put(1, 2L);
			assertThat(node.read(1, 3)).isEqualTo(3);
		}
	}

}
