package io.regioncache.ratelimit;

import io.regioncache.annotation.PublicApi;
import io.regioncache.ratelimit.RateLimitDecision.Decider;

/**
 * A call that a rate limit does not admit. The method was not called.
 *
 * @since 0.1
 */
@SuppressWarnings("serial")
@PublicApi
public final class RateLimitExceededException extends RuntimeException {

	private final transient RateLimitDecision decision;

	/**
	 * Create an exception.
	 * @param decision a decision that does not admit the call
	 */
	public RateLimitExceededException(RateLimitDecision decision) {
		super(message(decision));
		this.decision = decision;
	}

	/**
	 * Throw this unless a call is admitted.
	 * @param decision the decision on the call
	 * @throws RateLimitExceededException if the call is rejected
	 */
	public static void requireAdmitted(RateLimitDecision decision) {
		if (!decision.admitted()) {
			throw new RateLimitExceededException(decision);
		}
	}

	private static String message(RateLimitDecision decision) {
		String name = decision.policy().name();
		return (decision.by() == Decider.POLICY)
				? "The rate limit '%s' rejects all calls, because Redis cannot be asked".formatted(name)
				: "The rate limit '%s' is exceeded; the next call is admitted in %d s".formatted(name,
						decision.retryAfterSeconds());
	}

	/**
	 * Return the decision.
	 * @return the decision, which says when to try again
	 */
	public RateLimitDecision getDecision() {
		return this.decision;
	}

}
