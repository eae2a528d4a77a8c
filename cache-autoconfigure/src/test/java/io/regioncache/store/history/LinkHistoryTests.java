package io.regioncache.store.history;

import io.regioncache.region.MonotonicClock;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.log.RegionClock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LinkHistory}.
 */
class LinkHistoryTests {

	private final LinkHistory history = new LinkHistory(MonotonicClock.SYSTEM);

	@Test
	void keepsTheHighestClockOfItsOwnMarkers() {
		attach(7, 1);
		this.history.applied(new Lease(7, 5));
		this.history.applied(new Lease(7, 4));
		assertThat(this.history.own()).isEqualTo(new Lease(7, 5));
	}

	@Test
	void hasMarkedNothingYetInANewEpoch() {
		attach(7, 1);
		this.history.applied(new Lease(7, 5));
		attach(7, 6);
		assertThat(this.history.own()).isEqualTo(new Lease(7, 5));
		attach(8, 1);
		assertThat(this.history.own()).isEqualTo(new Lease(8, 0));
		assertThat(this.history.lastAttached()).isEqualTo(new Lease(8, 1));
	}

	@Test
	void anEpochHasEndedOnceAnotherWasSeen() {
		assertThat(this.history.epoch()).isZero();
		attach(7, 1);
		assertThat(this.history.hasEnded(7)).isFalse();
		attach(8, 1);
		assertThat(this.history.hasEnded(7)).isTrue();
		assertThat(this.history.epoch()).isEqualTo(8);
	}

	@Test
	void isAsFarAwayAsCanBeBeforeAnyAnswer() {
		assertThat(this.history.roundTrip()).isEqualTo(Long.MAX_VALUE);
		this.history.answered(System.nanoTime());
		assertThat(this.history.roundTrip()).isNotNegative().isLessThan(Long.MAX_VALUE);
	}

	private void attach(long epoch, long clock) {
		this.history.attached(new Lease(epoch, clock), new RegionClock(epoch, clock, 1), false, System.nanoTime());
	}

}
