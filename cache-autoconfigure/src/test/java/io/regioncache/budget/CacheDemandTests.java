package io.regioncache.budget;

import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests for {@link CacheDemand}.
 */
class CacheDemandTests {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private static final long BUDGET = 1_000_000;

	private final CacheDemand demand = new CacheDemand(BUDGET);

	@Test
	void nothingIsDueBelowTheBudget() {
		this.demand.estimated(new CacheUsage(980, 1000), 0);
		assertThat(this.demand.due(10 * SECOND, 5000)).isZero();
		assertThat(this.demand.isNear(10 * SECOND)).isFalse();
	}

	@Test
	void whatIsOverIsDueOnce() {
		this.demand.estimated(new CacheUsage(1485, 1000), 0);
		assertThat(this.demand.due(SECOND, 0)).isEqualTo(500);
		this.demand.removed(450);
		assertThat(this.demand.due(SECOND, 0)).isEqualTo(50);
		this.demand.removed(50);
		assertThat(this.demand.due(9 * SECOND, 0)).isZero();
	}

	@Test
	void fewEntriesWaitUntilTheyAreWorthAPage() {
		this.demand.estimated(new CacheUsage(9860, 100), 0);
		assertThat(this.demand.due(SECOND, 0)).as("10 entries of 100 bytes, 0.1 % of the budget").isZero();
		CacheDemand more = new CacheDemand(BUDGET);
		more.estimated(new CacheUsage(9875, 100), 0);
		assertThat(more.due(SECOND, 0)).isEqualTo(25);
	}

	@Test
	void floodIsRemovedAsFastAsItComes() {
		this.demand.estimated(new CacheUsage(985, 1000), 0);
		this.demand.estimated(new CacheUsage(1985, 1000), 10 * SECOND);
		assertThat(this.demand.due(10 * SECOND, 0)).isEqualTo(1000);
		this.demand.removed(1000);
		assertThat(this.demand.due(15 * SECOND, 500)).isEqualTo(500);
		assertThat(this.demand.due(15 * SECOND, 10_000)).as("another cache grows faster").isEqualTo(500);
	}

	@Test
	void nothingIsRemovedForAFloodThatHasEnded() {
		this.demand.estimated(new CacheUsage(985, 1000), 0);
		this.demand.estimated(new CacheUsage(1985, 1000), 10 * SECOND);
		this.demand.removed(1000);
		assertThat(this.demand.due(20 * SECOND, 0)).isZero();
	}

	@Test
	void whatWasRemovedBetweenTwoEstimatesCountsAsGrowth() {
		this.demand.estimated(new CacheUsage(1985, 1000), 0);
		this.demand.removed(1000);
		this.demand.estimated(new CacheUsage(985, 1000), 10 * SECOND);
		assertThat(this.demand.due(20 * SECOND, 1000)).isZero();
		this.demand.removed(0);
		this.demand.estimated(new CacheUsage(1085, 1000), 20 * SECOND);
		assertThat(this.demand.due(30 * SECOND, 1000)).isEqualTo(200);
	}

	@Test
	void moreOfAPageIsRemovedWhereThereIsMoreToRemove() {
		this.demand.estimated(new CacheUsage(1000, 1000), 0);
		assertThat(this.demand.share(1)).isEqualTo(0.2);
		assertThat(this.demand.share(40)).isEqualTo(0.32);
		assertThat(this.demand.share(900)).isEqualTo(0.5);
	}

	@Test
	void moreOfAPageIsRemovedWhereACacheGrowsFast() {
		this.demand.estimated(new CacheUsage(985, 1000), 0);
		this.demand.removed(500);
		this.demand.estimated(new CacheUsage(885, 1000), 10 * SECOND);
		assertThat(this.demand.share(1)).as("400 of 885 within an interval").isCloseTo(0.68, within(0.01));
		this.demand.removed(900);
		this.demand.estimated(new CacheUsage(985, 1000), 20 * SECOND);
		assertThat(this.demand.share(1)).as("1000 of 985 within an interval").isEqualTo(0.75);
	}

	@Test
	void estimatesThatErrDoNotRemoveMoreThanHasGrown() {
		Random random = new Random(7);
		double bytes = BUDGET;
		for (int interval = 0; interval < 300; interval++) {
			bytes += 0.003 * BUDGET;
			this.demand.estimated(new CacheUsage(bytes * (1 + 0.0135 * random.nextGaussian()) / 100, 100),
					interval * 10 * SECOND);
			for (int step = 1; step <= 40; step++) {
				long due = this.demand.due(interval * 10 * SECOND + step * SECOND / 4, 10_000);
				this.demand.removed(due);
				bytes -= 100.0 * due;
			}
			if (interval > 50) {
				assertThat(bytes).as("interval " + interval).isBetween(BUDGET * 0.955, BUDGET * 1.0);
			}
		}
	}

	@Test
	void changeIsBelievedAtOnce() {
		this.demand.estimated(new CacheUsage(985, 1000), 0);
		this.demand.estimated(new CacheUsage(985, 1000), 10 * SECOND);
		this.demand.estimated(new CacheUsage(1200, 1000), 20 * SECOND);
		assertThat(this.demand.usage().entries()).isEqualTo(1200);
		this.demand.estimated(CacheUsage.NONE, 30 * SECOND);
		assertThat(this.demand.usage()).isEqualTo(CacheUsage.NONE);
		assertThat(this.demand.due(40 * SECOND, 1000)).isZero();
	}

	@Test
	void pageReachesFurtherWhereACacheHasFewOfTheKeys() {
		this.demand.estimated(new CacheUsage(1000, 1000), 0);
		assertThat(this.demand.page(1000)).isEqualTo(250);
		assertThat(this.demand.page(2000)).isEqualTo(500);
		assertThat(this.demand.page(100_000)).isEqualTo(1000);
	}

	@Test
	void cacheWithoutEntriesNeedsNothing() {
		this.demand.estimated(CacheUsage.NONE, 0);
		assertThat(this.demand.due(SECOND, 100)).isZero();
	}

}
