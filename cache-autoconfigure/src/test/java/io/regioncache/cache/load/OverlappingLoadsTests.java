package io.regioncache.cache.load;

import java.time.Duration;
import java.util.List;

import io.regioncache.cache.CacheRaceNode;
import io.regioncache.testkit.Race;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A load that began before an invalidation is never served after it, to whoever shares
 * the load. {@code -Dregioncache.overlaps=100000} overlaps as many of them.
 */
class OverlappingLoadsTests {

	private static final int PAIRS = Integer.getInteger("regioncache.overlaps", 20_000);

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@Test
	void noOverlappingLoadIsServedAfterItsInvalidation() {
		try (CacheRaceNode here = CacheRaceNode.at(redis.server().url());
				CacheRaceNode there = CacheRaceNode.at(redis.server().url());
				Race race = new Race(64, List.of(here, there))) {
			here.awaitAvailable();
			there.awaitAvailable();
			race.startOverlapping(4, 2);
			race.awaitOverlaps(PAIRS, Duration.ofMinutes(10));
			race.assertWon(here, there);
		}
	}

}
