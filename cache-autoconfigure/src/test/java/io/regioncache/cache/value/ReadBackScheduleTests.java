package io.regioncache.cache.value;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReadBackSchedule}.
 */
class ReadBackScheduleTests {

	private final ReadBackSchedule schedule = new ReadBackSchedule();

	@Test
	void takesTheFirstValuesOfATypeWhateverTheyCost() {
		assertThat(due(100, 0)).isEqualTo(100);
	}

	@Test
	void takesAllThatCostLittleOfTheirLoad() {
		due(100, 0);
		assertThat(due(1000, 21_000)).isEqualTo(1000);
	}

	@Test
	void takesASampleOfThoseThatCostMore() {
		due(100, 0);
		assertThat(due(640, 19_000)).isEqualTo(10);
	}

	@Test
	void takesAllAgainOnceOneHasFailed() {
		due(100, 0);
		this.schedule.again();
		assertThat(due(200, 0)).isEqualTo(101);
	}

	@Test
	void forgetsWhatTheFirstValuesCost() {
		this.schedule.isDue(100, 0);
		this.schedule.done(100, 50_000_000);
		due(99, 0);
		assertThat(due(100, 24_000)).isEqualTo(100);
	}

	/**
	 * Counts the values of 100 bytes that are due, each of which costs 1000 ns.
	 */
	private int due(int values, long loadNanos) {
		return IntStream.range(0, values).map((i) -> {
			boolean due = this.schedule.isDue(100, loadNanos);
			if (due) {
				this.schedule.done(100, 1000);
			}
			return due ? 1 : 0;
		}).sum();
	}

}
