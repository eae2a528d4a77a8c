package io.regioncache.replication;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.regioncache.region.MonotonicClock;

/**
 * How many epochs a region may get to know from one source: far more than fail-overs
 * bring, far fewer than somebody could make up. What exceeds it is marked as everything
 * instead, so nothing is lost.
 */
final class EpochBudget {

	/**
	 * A region that reads a source for the first time may learn all that a region lists.
	 */
	static final int FIRST_MEETING = 4096;

	static final int CAPACITY = 64;

	private static final long REFILL = Duration.ofMinutes(1).toNanos();

	private final MonotonicClock clock;

	private final AtomicLong left = new AtomicLong(CAPACITY);

	private final AtomicLong atMeeting = new AtomicLong();

	private final AtomicLong filledAt;

	EpochBudget(MonotonicClock clock) {
		this.clock = clock;
		this.filledAt = new AtomicLong(clock.nanos());
	}

	/**
	 * Let all be learned that the source lists, until {@link #met()}: it is read for the
	 * first time, or by a region whose server has come back empty.
	 */
	void meet() {
		this.atMeeting.set(FIRST_MEETING);
	}

	void met() {
		this.atMeeting.set(0);
	}

	/**
	 * Return how many may be learned now: one more for each minute, up to a bound.
	 */
	int left() {
		int meeting = (int) this.atMeeting.get();
		return (meeting > 0) ? meeting : refilled();
	}

	private int refilled() {
		long due = (this.clock.nanos() - this.filledAt.get()) / REFILL;
		this.filledAt.addAndGet(due * REFILL);
		return (int) this.left.updateAndGet((left) -> Math.min(CAPACITY, left + due));
	}

	void spend(int learned) {
		AtomicLong spent = (this.atMeeting.get() > 0) ? this.atMeeting : this.left;
		spent.updateAndGet((left) -> Math.max(0, left - learned));
	}

}
