package io.regioncache.replication;

import java.time.Duration;

import io.regioncache.cache.entry.CacheStatistics.Event;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Users hop between regions inside the replication lag. {@code -Dregioncache.hops} says
 * how often.
 */
class ReadYourWritesHopsTests {

	private static final long HOPS = Long.getLong("regioncache.hops", 10_000);

	private static final long SEED = Long.getLong("regioncache.hops.seed", 1);

	private static final Duration DISTANCE = Duration.ofMillis(5);

	@Test
	void nobodyReadsOlderThanWhatTheyHaveWritten() throws Exception {
		try (Hops hops = Hops.start(24, true, DISTANCE)) {
			hops.run(HOPS, SEED, true);
			System.out.println("Hops with tokens, seed " + SEED + ": " + hops);
			assertThat(hops.violations).as(hops.toString()).isEmpty();
			assertThat(hops.backwards).as(hops.toString()).hasValue(0);
			assertThat(hops.faults).as(hops.toString()).hasPositiveValue();
			assertThat(hops.count(Event.DETOUR_REGION) + hops.count(Event.DETOUR_ORIGIN)).as(hops.toString())
				.isPositive();
		}
	}

	@Test
	void withoutFaultsHardlyAnybodyIsSentElsewhere() throws Exception {
		try (Hops hops = Hops.start(8, true, DISTANCE)) {
			hops.run(HOPS / 5, SEED, false);
			System.out.println("Hops without faults, seed " + SEED + ": " + hops);
			assertThat(hops.violations).as(hops.toString()).isEmpty();
			assertThat(hops.backwards).as(hops.toString()).hasValue(0);
		}
	}

	/**
	 * A user reads something often enough for it to be kept.
	 */
	@Test
	void nobodyReadsOlderThanWhatTheyHaveWrittenFromANearCache() throws Exception {
		try (Hops hops = Hops.startNear(24, DISTANCE)) {
			hops.run(HOPS / 10, SEED, true);
			System.out.println("Hops with near caches, seed " + SEED + ": " + hops);
			assertThat(hops.violations).as(hops.toString()).isEmpty();
			assertThat(hops.backwards).as(hops.toString()).hasValue(0);
			assertThat(hops.count(Event.NEAR)).as(hops.toString()).isPositive();
		}
	}

	@Test
	void withoutTokensTheyDo() throws Exception {
		try (Hops hops = Hops.start(24, false, DISTANCE)) {
			hops.run(1_000, SEED, true);
			System.out.println("Hops without tokens, seed " + SEED + ": " + hops);
			assertThat(hops.stale).as(hops.toString()).hasPositiveValue();
		}
	}

}
