package io.regioncache.chaos;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The times in which the contract allows old values, and how long after their beginning
 * some were read.
 */
final class OldReads {

	private final AtomicLong latest = new AtomicLong();

	private volatile long begun;

	private volatile long allowed = -1;

	/**
	 * Allow old values from now on.
	 * @param duration for how long
	 */
	void allow(Duration duration) {
		this.begun = System.nanoTime();
		this.allowed = duration.toNanos();
	}

	/**
	 * Return whether a read that begins now may return an old value.
	 */
	boolean areAllowed() {
		return System.nanoTime() - this.begun < this.allowed;
	}

	void seen() {
		this.latest.accumulateAndGet(System.nanoTime() - this.begun, Math::max);
	}

	/**
	 * Return how long after the beginning of such a time the last old value was read.
	 */
	Duration latest() {
		return Duration.ofNanos(this.latest.get());
	}

}
