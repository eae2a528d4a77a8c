package io.regioncache.cache.put;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

import io.regioncache.cache.CacheRaceNode;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.testkit.Race;
import io.regioncache.testkit.RaceNode;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A put stores its value only if nothing that covers it has moved since it began.
 */
class PutRaceTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

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
	void storesWhatWasPut() {
		PendingPut put = this.here.cache().beginPut();
		put.complete(CacheRaceNode.request(1), 1L);
		assertThat(this.there.read(1, 2)).isEqualTo(1);
	}

	@Test
	void aPutThatWasOvertakenByAnotherStoresNothing() {
		PendingPut slow = this.here.cache().beginPut();
		PendingPut fast = this.there.cache().beginPut();
		fast.complete(CacheRaceNode.request(1), 2L);
		slow.complete(CacheRaceNode.request(1), 1L);
		assertThat(this.there.read(1, 3)).isEqualTo(3);
	}

	@Test
	void aPutThatWasOvertakenByAnInvalidationOfItsTagStoresNothing() {
		PendingPut slow = this.here.cache().beginPut();
		assertThat(this.there.invalidate(1)).isTrue();
		slow.complete(CacheRaceNode.request(1), 1L);
		assertThat(this.there.read(1, 2)).isEqualTo(2);
	}

	@Test
	void aPutThatBeganInAnEarlierEpochStoresNothing() {
		PendingPut slow = this.here.cache().beginPut();
		redis.admin().flushAll();
		slow.complete(CacheRaceNode.request(1), 1L);
		assertThat(this.there.read(1, 2)).isEqualTo(2);
	}

	@Test
	void nothingOldIsServedWhilePutsRaceWithLoadsAndWithEachOther() {
		List<Putting> nodes = List.of(new Putting(this.here), new Putting(this.there));
		try (Race race = new Race(4, nodes).start(3, 2, Duration.ofMillis(1))) {
			race.awaitInvalidations(5000);
			race.assertWon(this.here, this.there);
			assertThat(this.here.hits()).as("hits").isPositive();
		}
	}

	/**
	 * A node that puts what it commits.
	 *
	 * @param node the node
	 */
	record Putting(CacheRaceNode node) implements RaceNode {

		@Override
		public Duration lag() {
			return this.node.lag();
		}

		@Override
		public long read(int key, LongSupplier origin) {
			return this.node.read(key, origin);
		}

		@Override
		public boolean invalidate(int key) {
			return this.node.invalidate(key);
		}

		@Override
		public boolean change(int key, LongSupplier commit) {
			PendingPut put = this.node.cache().beginPut();
			put.complete(CacheRaceNode.request(key), commit.getAsLong());
			return true;
		}

	}

}
