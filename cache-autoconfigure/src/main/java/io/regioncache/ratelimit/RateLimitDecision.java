package io.regioncache.ratelimit;

import io.regioncache.annotation.PublicApi;
import java.time.Duration;

/**
 * Whether a call is admitted, and how things stand after it.
 *
 * @param policy the limit
 * @param admitted whether the call is admitted
 * @param remaining how many more calls would be admitted at once; negative if that is not
 * known
 * @param untilNext how long until one more call would be admitted
 * @param by who has decided
 * @since 0.1
 */
@PublicApi
public record RateLimitDecision(RateLimitPolicy policy, boolean admitted, long remaining, Duration untilNext,
		Decider by) {

	/**
	 * Return how long a rejected caller should wait, in whole seconds.
	 * @return the seconds, rounded up, at least 1
	 */
	public long retryAfterSeconds() {
		return Math.max(1, secondsUntilNext());
	}

	/**
	 * Return how long until one more call would be admitted, in whole seconds.
	 * @return the seconds, rounded up
	 */
	public long secondsUntilNext() {
		return this.untilNext.plusNanos(999_999_999).toSeconds();
	}

	/**
	 * Who has decided.
	 */
	public enum Decider {

		/**
		 * The bucket in the region's Redis.
		 */
		REGION,

		/**
		 * A bucket of this process, since the region's Redis could not be asked.
		 */
		PROCESS,

		/**
		 * The policy for a Redis that cannot be asked: all are admitted, or none.
		 */
		POLICY

	}

}
