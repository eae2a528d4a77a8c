package io.regioncache.replication.warming;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.regioncache.region.MonotonicClock;

/**
 * Keeps what is read below a number of bytes a second.
 */
final class Throttle {

	private final long bytesPerSecond;

	private final MonotonicClock clock;

	private final Sleeper sleeper;

	private final AtomicLong nextAt = new AtomicLong();

	Throttle(long bytesPerSecond, MonotonicClock clock) {
		this(bytesPerSecond, clock, TimeUnit.NANOSECONDS::sleep);
	}

	Throttle(long bytesPerSecond, MonotonicClock clock, Sleeper sleeper) {
		this.sleeper = sleeper;
		this.bytesPerSecond = bytesPerSecond;
		this.clock = clock;
		this.nextAt.set(clock.nanos());
	}

	/**
	 * Wait until what was charged before has had its time, and charge some more.
	 */
	void charge(long bytes) throws InterruptedException {
		long now = this.clock.nanos();
		long wait = this.nextAt.get() - now;
		// What was not used before is not made up for
		this.nextAt.set(Math.max(0, wait) + now + nanosOf(bytes));
		if (wait > 0) {
			this.sleeper.sleep(wait);
		}
	}

	private long nanosOf(long bytes) {
		return (long) (bytes * 1e9 / this.bytesPerSecond);
	}

	/**
	 * Waits for some nanoseconds.
	 */
	@FunctionalInterface
	interface Sleeper {

		void sleep(long nanos) throws InterruptedException;

	}

}
