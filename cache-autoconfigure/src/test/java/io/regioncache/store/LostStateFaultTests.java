package io.regioncache.store;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.regioncache.testkit.Race;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a server has forgotten yields misses, never old values.
 */
class LostStateFaultTests {

	private static final int KEYS = 32;

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	@AutoClose
	private StoreNode here;

	@AutoClose
	private StoreNode there;

	@BeforeEach
	void start() {
		this.here = StoreNode.of(redis.server().url()).awaitAvailable();
		this.there = StoreNode.of(redis.server().url()).awaitAvailable();
	}

	@Test
	void servesWhatItStored() {
		try (StoreNode other = StoreNode.patient(redis.server().url(), 0)) {
			other.awaitAvailable();
			this.here.cache(1, 1);
			assertThat(other.read(1, 2)).isEqualTo(1);
			Rounds.invalidate(2, this.here);
			assertThat(other.read(1, 2)).isEqualTo(2);
		}
	}

	@Test
	void missesWhenTheMetadataIsEvicted() {
		cacheThenInvalidateAll();
		redis.admin().call("DEL", "{race}:m");
		assertNothingOldIsServed(this.here, this.there);
	}

	@Test
	void missesAfterFlushAll() {
		cacheThenInvalidateAll();
		redis.admin().flushAll();
		assertNothingOldIsServed(this.here, this.there);
	}

	@Test
	void missesAfterARestartEmpty() {
		cacheThenInvalidateAll();
		redis.server().restartEmpty();
		assertNothingOldIsServed(this.here, this.there);
	}

	@Test
	void missesAfterARestartFromAnOlderSnapshot() {
		cacheAll();
		Path snapshot = redis.server().snapshot();
		invalidateAll();
		redis.server().restartFrom(snapshot);
		assertThat(redis.admin().number("DBSIZE")).isGreaterThan(KEYS);
		assertNothingOldIsServed(this.here, this.there);
	}

	@Test
	void missesWhenAnotherServerTakesOverBehindAConnectionThatStays() {
		cacheAll();
		redis.admin().call("COPY", "{race}:m", "{race}:promoted");
		// A promoted replica has an identity that is not yet that of the epoch.
		redis.admin().call("HSET", "{race}:promoted", "reign", "0".repeat(40));
		invalidateAll();
		assertThat(this.here.read(KEYS, 1)).as("has seen the invalidations").isEqualTo(1);
		redis.admin().call("COPY", "{race}:promoted", "{race}:m", "REPLACE");
		assertNothingOldIsServed(this.here);
	}

	@Test
	void aNodeThatStartsAfterwardsMissesToo() {
		cacheAll();
		Path snapshot = redis.server().snapshot();
		invalidateAll();
		redis.server().restartFrom(snapshot);
		try (StoreNode late = StoreNode.of(redis.server().url())) {
			late.awaitAvailable();
			assertNothingOldIsServed(late);
		}
	}

	@Test
	void nothingOldIsServedWhileTheServerKeepsLosingItsState() {
		try (Race race = new Race(KEYS, List.of(this.here, this.there)).start(3, 1, Duration.ofMillis(2))) {
			race.awaitReads(2000);
			Path snapshot = redis.server().snapshot();
			for (int round = 0; round < 5; round++) {
				redis.admin().call("DEL", "{race}:m");
				race.awaitReads(500);
				redis.admin().flushAll();
				race.awaitReads(500);
				redis.server().restartFrom(snapshot);
				this.here.awaitHits(500);
				this.there.awaitHits(500);
				redis.server().restartEmpty();
				this.here.awaitHits(500);
				this.there.awaitHits(500);
			}
			race.assertWon(this.here, this.there);
		}
	}

	private void cacheThenInvalidateAll() {
		cacheAll();
		invalidateAll();
	}

	private void cacheAll() {
		Rounds.cache(KEYS, this.here, this.there);
	}

	private void invalidateAll() {
		Rounds.invalidate(KEYS, this.here);
	}

	private static void assertNothingOldIsServed(StoreNode... nodes) {
		Rounds.assertMiss(KEYS, nodes);
	}

}
