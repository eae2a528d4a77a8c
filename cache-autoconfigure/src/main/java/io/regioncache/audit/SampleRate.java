package io.regioncache.audit;

import java.util.concurrent.atomic.AtomicLong;

import io.regioncache.region.MonotonicClock;

/**
 * Admits so many samples a second, and one second's worth at once.
 */
final class SampleRate {

	private final long interval;

	private final long burst;

	private final MonotonicClock clock;

	/**
	 * When the next sample would be due if they came evenly.
	 */
	private final AtomicLong next;

	SampleRate(double perSecond, MonotonicClock clock) {
		this.interval = (long) (1e9 / perSecond);
		this.burst = Math.max(0, 1_000_000_000L - this.interval);
		this.clock = clock;
		this.next = new AtomicLong(clock.nanos());
	}

	boolean admits() {
		long now = this.clock.nanos();
		long due = this.next.get();
		if (due - now > this.burst) {
			return false;
		}
		this.next.set(((due - now > 0) ? due : now) + this.interval);
		return true;
	}

}
