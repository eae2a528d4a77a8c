package io.regioncache.websession;

import java.time.Duration;

/**
 * How web sessions are kept.
 *
 * @param timeout how long a session lives without a request, unless it says otherwise
 * @param longest the longest such time that a session may ask for
 * @param namespace keeps the sessions of applications with one key prefix apart
 * @param replicate whether sessions are copied to the other regions
 * @param index whether the sessions of a user can be listed
 */
public record WebSessionSettings(Duration timeout, Duration longest, String namespace, boolean replicate,
		boolean index) {

	/**
	 * Longer than any request takes that holds a session.
	 */
	private static final Duration SPARE = Duration.ofMinutes(10);

	/**
	 * How long a revocation is kept: a tenth longer than any copy of a session lives, and
	 * some more.
	 */
	Duration revocationLife() {
		return this.longest.plus(this.longest.dividedBy(5)).plus(SPARE);
	}

	/**
	 * Return how long a session lives that asks for this much.
	 */
	Duration bounded(Duration interval) {
		return (interval.isNegative() || interval.compareTo(this.longest) > 0) ? this.longest : interval;
	}

	/**
	 * How long a copy lives in another region. There it is refreshed after a tenth of its
	 * time, not at each request.
	 */
	static Duration lifeElsewhere(Duration interval) {
		return interval.plus(interval.dividedBy(10)).plusSeconds(1);
	}

}
