package io.regioncache.ratelimit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A call that counts towards a limit.
 *
 * @param limiter the limit
 * @param key whose bucket
 */
public record RateLimitCharge(RateLimiter limiter, String key) {

	/**
	 * Charge a call to several limits, one after the other. What one of them rejects
	 * consumes nothing of those before it.
	 * @param charges the limits and keys
	 * @return a decision of each limit up to the first that rejects the call
	 */
	public static CompletableFuture<List<RateLimitDecision>> all(List<RateLimitCharge> charges) {
		return next(charges, new ArrayList<>());
	}

	private static CompletableFuture<List<RateLimitDecision>> next(List<RateLimitCharge> charges,
			List<RateLimitDecision> decisions) {
		int index = decisions.size();
		if (index == charges.size()) {
			return CompletableFuture.completedFuture(decisions);
		}
		RateLimitCharge charge = charges.get(index);
		return charge.limiter.tryAcquire(charge.key).thenCompose((decision) -> {
			decisions.add(decision);
			if (decision.admitted()) {
				return next(charges, decisions);
			}
			giveBack(charges.subList(0, index), decisions);
			return CompletableFuture.completedFuture(decisions);
		});
	}

	private static void giveBack(List<RateLimitCharge> charges, List<RateLimitDecision> decisions) {
		for (int i = 0; i < charges.size(); i++) {
			charges.get(i).limiter.giveBack(charges.get(i).key, decisions.get(i));
		}
	}

}
