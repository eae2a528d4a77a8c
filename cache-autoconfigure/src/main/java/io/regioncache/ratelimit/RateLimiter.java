package io.regioncache.ratelimit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;

import io.github.bucket4j.ConsumptionProbe;
import io.regioncache.ratelimit.RateLimitDecision.Decider;
import io.regioncache.ratelimit.RegionBuckets.BucketAnswer;

/**
 * One limit, with a bucket for each key. It never fails: while the region cannot be
 * asked, it decides as its policy says.
 */
public final class RateLimiter {

	/**
	 * Of a region that cannot be asked: it may be back soon.
	 */
	private static final Duration SOON = Duration.ofSeconds(1);

	private static final int HASH_BYTES = 20;

	private final RateLimitPolicy policy;

	private final String prefix;

	private final RegionBuckets region;

	private final LocalBuckets local;

	private final AdmissionExchange exchange;

	private final BucketScale scale;

	private final LongAdder[] admitted = adders();

	private final LongAdder[] rejected = adders();

	RateLimiter(RateLimitPolicy policy, String prefix, RegionBuckets region, AdmissionExchange exchange) {
		this.policy = policy;
		this.prefix = prefix;
		this.region = region;
		this.local = new LocalBuckets(policy);
		this.exchange = exchange;
		this.scale = BucketScale.of(policy.bandwidth());
	}

	private static LongAdder[] adders() {
		return Arrays.stream(Decider.values()).map((each) -> new LongAdder()).toArray(LongAdder[]::new);
	}

	/**
	 * Return what this limit admits.
	 * @return the policy
	 */
	public RateLimitPolicy policy() {
		return this.policy;
	}

	/**
	 * Take a token from the bucket of a key, if there is one: one command.
	 * @param key whose bucket; only a hash of it reaches Redis
	 * @return the decision, within one command timeout; never exceptionally. It is
	 * completed by the thread that receives the answers of Redis: hand over what blocks
	 */
	public CompletableFuture<RateLimitDecision> tryAcquire(String key) {
		String bucket = bucket(key);
		boolean whole = this.exchange.reachesAll();
		BucketScale size = whole ? this.scale : this.scale.sharedBy(this.exchange.regions());
		return this.region.take(bucket, size).handle((answer, ex) -> {
			RateLimitDecision decision = (answer != null) ? decide(answer) : decideAlone(bucket);
			if (whole && decision.admitted() && decision.by() == Decider.REGION) {
				this.exchange.admitted(bucket, this.scale, 1);
			}
			(decision.admitted() ? this.admitted : this.rejected)[decision.by().ordinal()].increment();
			return decision;
		});
	}

	private RateLimitDecision decide(BucketAnswer answer) {
		return new RateLimitDecision(this.policy, answer.taken(), answer.left(), answer.untilNext(), Decider.REGION);
	}

	private RateLimitDecision decideAlone(String bucket) {
		if (this.policy.whenRedisIsDown() != RedisDownPolicy.LOCAL) {
			return new RateLimitDecision(this.policy, this.policy.whenRedisIsDown() == RedisDownPolicy.OPEN, -1, SOON,
					Decider.POLICY);
		}
		ConsumptionProbe probe = this.local.take(bucket);
		long untilNext = probe.isConsumed() ? this.policy.window().toNanos() / this.policy.limit()
				: probe.getNanosToWaitForRefill();
		return new RateLimitDecision(this.policy, probe.isConsumed(), probe.getRemainingTokens(),
				Duration.ofNanos(untilNext), Decider.PROCESS);
	}

	/**
	 * Give back the token of a call that was admitted here, and rejected by another
	 * limit.
	 * @param key whose bucket
	 * @param decision the decision that has admitted it
	 */
	void giveBack(String key, RateLimitDecision decision) {
		String bucket = bucket(key);
		if (decision.by() == Decider.REGION) {
			this.region.charge(bucket, this.scale, -1);
			this.exchange.admitted(bucket, this.scale, -1);
		}
		else if (decision.by() == Decider.PROCESS) {
			this.local.giveBack(bucket);
		}
	}

	private String bucket(String key) {
		try {
			byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
			return this.prefix + HexFormat.of().formatHex(hash, 0, HASH_BYTES);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Return how many calls were admitted or rejected by this process.
	 * @param admitted which of the two
	 * @param by who has decided
	 * @return the number since the start
	 */
	public long count(boolean admitted, Decider by) {
		return (admitted ? this.admitted : this.rejected)[by.ordinal()].sum();
	}

}
