package io.regioncache.replication;

import io.regioncache.cache.entry.CacheStatistics.Event;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reads with a bound over three regions on real servers, with partitions that last longer
 * than the bound. {@code -Dregioncache.staleness.reads} says how many.
 */
class MaxStalenessRaceTests {

	private static final long READS = Long.getLong("regioncache.staleness.reads", 10_000);

	private static final long SEED = Long.getLong("regioncache.staleness.seed", 1);

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void nothingIsOlderThanTheBoundWhileRegionsAreCutOff(boolean near) throws Exception {
		try (StaleReads reads = new StaleReads(near)) {
			reads.run(READS, 2 + (int) (READS / 20_000), SEED);
			System.out.println("Reads with a bound, near " + near + ": " + reads);
			assertThat(reads.violations).as(reads.toString()).isEmpty();
			assertThat(reads.count(Event.BOUNDED_HOME)).as(reads.toString()).isPositive();
			assertThat(reads.count(Event.BOUNDED_ORIGIN)).as(reads.toString()).isPositive();
		}
	}

	@Test
	void allAreAnsweredFromHomeWhileNothingHappens() throws Exception {
		try (StaleReads reads = new StaleReads(true)) {
			reads.run(1_000, 0, SEED);
			long before = reads.count(Event.BOUNDED_REGION) + reads.count(Event.BOUNDED_ORIGIN);
			long home = reads.count(Event.BOUNDED_HOME);
			reads.run(READS, 0, SEED);
			long elsewhere = reads.count(Event.BOUNDED_REGION) + reads.count(Event.BOUNDED_ORIGIN) - before;
			home = reads.count(Event.BOUNDED_HOME) - home;
			System.out
				.println("Reads with a bound, undisturbed: " + home + " at home, " + elsewhere + " not: " + reads);
			assertThat(reads.violations).as(reads.toString()).isEmpty();
			assertThat(home).as(reads.toString()).isGreaterThan(100 * elsewhere);
		}
	}

}
