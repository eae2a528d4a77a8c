package io.regioncache.writebehind;

import java.time.Duration;

/**
 * How soon changes are written.
 *
 * @param maxDelay how long a change waits at most, where all is well
 * @param batch how many changes are written at once at most
 */
public record Pace(Duration maxDelay, int batch) {

	/**
	 * What holds until a method has said something else.
	 */
	static final Pace DEFAULT = new Pace(Duration.ofSeconds(1), 500);

	/**
	 * After half of the time the oldest change is due, and somebody looks in the other
	 * half.
	 */
	long halfMillis() {
		return Math.max(1, this.maxDelay.toMillis() / 2);
	}

}
