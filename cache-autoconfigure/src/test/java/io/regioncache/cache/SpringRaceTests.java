package io.regioncache.cache;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

import io.regioncache.cache.entry.CacheStatistics;
import io.regioncache.testkit.Race;
import io.regioncache.testkit.RaceNode;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.cache.Cache;
import org.springframework.cache.Cache.ValueWrapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * That nothing old is served where caches are asked as Spring's own annotations ask them:
 * they look, call the method, and put what it returns.
 */
class SpringRaceTests {

	private static final int PAIRS = 20_000;

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@Test
	void noOverlappingLoadIsServedAfterItsInvalidation() {
		try (Node here = Node.at(redis.server().url());
				Node there = Node.at(redis.server().url());
				Race race = new Race(64, List.of(here, there))) {
			race.startOverlapping(4, 2);
			race.awaitOverlaps(PAIRS, Duration.ofMinutes(5));
			race.assertWon(here.node, there.node);
			assertThat(here.node.hits()).isPositive();
		}
	}

	/**
	 * A node whose readers are {@code @Cacheable} and whose writers are
	 * {@code @CacheEvict} or {@code @CachePut}.
	 */
	private static final class Node implements RaceNode, AutoCloseable {

		private final CacheRaceNode node;

		private Node(CacheRaceNode node) {
			this.node = node;
		}

		static Node at(String url) {
			return new Node(CacheRaceNode.at(url).awaitAvailable());
		}

		@Override
		public Duration lag() {
			return this.node.lag();
		}

		@Override
		public long read(int key, LongSupplier origin) {
			Cache view = this.node.cache().forInvocation(Long.class, false);
			ValueWrapper found = (key % 4 < 2) ? view.get(key) : (ValueWrapper) view.retrieve(key).join();
			if (found != null) {
				return (Long) found.get();
			}
			long version = origin.getAsLong();
			view.put(key, version);
			return version;
		}

		@Override
		public boolean invalidate(int key) {
			this.node.cache().forInvocation(Long.class, false).evict(key);
			return this.node.node().store().isAvailable();
		}

		@Override
		public boolean change(int key, LongSupplier commit) {
			if (key % 2 == 0) {
				commit.getAsLong();
				return invalidate(key);
			}
			Cache view = this.node.cache().forInvocation(Long.class, true);
			view.put(key, commit.getAsLong());
			return this.node.node().store().isAvailable();
		}

		@Override
		public void close() {
			this.node.close();
		}

	}

}
