package io.regioncache.store.connection;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import io.regioncache.region.MonotonicClock;

/**
 * How long to leave a server alone after it could not be asked: longer after each failed
 * attempt to connect, up to a bound, and with jitter. The time that an attempt has taken
 * counts, since a server that hangs is asked rarely enough by waiting for it. Not
 * thread-safe.
 */
final class BackOff {

	private static final long FIRST_MILLIS = 200;

	private static final long MAX_MILLIS = 500;

	private static final int MAX_DOUBLINGS = 2;

	private final MonotonicClock clock;

	private int failures;

	private long attemptedAt;

	private long endsAt;

	BackOff(MonotonicClock clock) {
		this.clock = clock;
		this.attemptedAt = clock.nanos();
		this.endsAt = this.attemptedAt;
	}

	/**
	 * Note that the server is about to be asked.
	 */
	void attempt() {
		this.attemptedAt = this.clock.nanos();
	}

	/**
	 * Note that an attempt to connect has failed, and begin.
	 */
	void failed() {
		this.failures++;
		begin();
	}

	/**
	 * Begin, without a failed attempt to connect.
	 */
	void begin() {
		long millis = Math.min(MAX_MILLIS, FIRST_MILLIS << Math.min(this.failures, MAX_DOUBLINGS));
		long sinceAttempt = TimeUnit.NANOSECONDS.toMillis(this.clock.nanos() - this.attemptedAt);
		long left = Math.max(jittered(FIRST_MILLIS), jittered(millis) - sinceAttempt);
		this.endsAt = this.clock.nanos() + TimeUnit.MILLISECONDS.toNanos(left);
	}

	/**
	 * Note that an attempt to connect has succeeded.
	 */
	void succeeded() {
		this.failures = 0;
	}

	/**
	 * Whether the last attempt to connect has failed.
	 */
	boolean hasFailed() {
		return this.failures > 0;
	}

	/**
	 * Whether the server is to be left alone.
	 */
	boolean isOn() {
		return this.endsAt - this.clock.nanos() > 0;
	}

	/**
	 * Return how long it still is, in milliseconds; negative if it has ended.
	 */
	long millisLeft() {
		return TimeUnit.NANOSECONDS.toMillis(this.endsAt - this.clock.nanos());
	}

	/**
	 * Vary a time by a quarter, so that processes do not all ask at once.
	 */
	static long jittered(long millis) {
		return millis * 3 / 4 + ThreadLocalRandom.current().nextLong(millis / 2);
	}

}
