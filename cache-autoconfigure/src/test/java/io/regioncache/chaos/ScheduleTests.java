package io.regioncache.chaos;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One seed is one schedule.
 */
class ScheduleTests {

	private static final Duration LENGTH = Duration.ofSeconds(90);

	@Test
	void aSeedRepeatsItsSchedule() {
		for (long seed = 0; seed < 10; seed++) {
			assertThat(lanes(seed)).isEqualTo(lanes(seed)).isNotEqualTo(lanes(seed + 2));
		}
	}

	@Test
	void everyKindHappens() {
		Set<FaultKind> seen = EnumSet.noneOf(FaultKind.class);
		for (long seed = 0; seed < 20; seed++) {
			Schedule.of(seed, ChaosSetup.of(seed), LENGTH)
				.lanes()
				.values()
				.stream()
				.flatMap(List::stream)
				.forEach((fault) -> seen.add(fault.kind()));
		}
		assertThat(seen).containsExactlyInAnyOrder(FaultKind.values());
	}

	private static Object lanes(long seed) {
		return Schedule.of(seed, ChaosSetup.of(seed), LENGTH).lanes();
	}

}
