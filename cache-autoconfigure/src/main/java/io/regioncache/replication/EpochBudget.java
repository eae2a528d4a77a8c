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

	private final AtomicLong filledAt;

	EpochBudget(MonotonicClock clock) {
		this.clock = clock;
		this.filledAt = new AtomicLong(clock.nanos());
	}

	/**
	 * Return how many may be learned now: one more for each minute, up to a bound.
	 */
	int left() {
		long due = (this.clock.nanos() - this.filledAt.get()) / REFILL;
		this.filledAt.addAndGet(due * REFILL);
		return (int) this.left.updateAndGet((left) -> Math.min(CAPACITY, left + due));
	}

	void spend(int learned) {
		this.left.updateAndGet((left) -> Math.max(0, left - learned));
	}

}
