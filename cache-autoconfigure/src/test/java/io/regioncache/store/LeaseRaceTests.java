package io.regioncache.store;

import java.time.Duration;
import java.util.List;

import io.regioncache.testkit.Race;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A load that began before an invalidation is never served after it.
 */
class LeaseRaceTests {

	private static final int PAIRS = 20_000;

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@Test
	void noOverlappingLoadIsServedAfterItsInvalidation() {
		try (StoreNode here = StoreNode.of(redis.server().url());
				StoreNode there = StoreNode.of(redis.server().url());
				Race race = new Race(64, List.of(here, there))) {
			here.awaitAvailable();
			there.awaitAvailable();
			race.startOverlapping(4, 2);
			race.awaitOverlaps(PAIRS, Duration.ofMinutes(5));
			race.assertWon(here, there);
		}
	}

}
