package io.regioncache.ratelimit;

import java.time.Duration;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;

/**
 * The buckets of one process, while its region cannot be asked: Bucket4j's, at most as
 * many as {@value #MOST}, counted by the monotonic clock.
 */
final class LocalBuckets {

	private static final int MOST = 100_000;

	private final Bandwidth bandwidth;

	private final Cache<String, Bucket> buckets;

	LocalBuckets(RateLimitPolicy policy) {
		this.bandwidth = policy.bandwidth();
		long untilFull = Math.round(policy.window().toNanos() * ((double) policy.burst() / policy.limit()));
		this.buckets = Caffeine.newBuilder()
			.maximumSize(MOST)
			.expireAfterAccess(Duration.ofNanos(untilFull).plusSeconds(1))
			.build();
	}

	ConsumptionProbe take(String bucket) {
		return bucket(bucket).tryConsumeAndReturnRemaining(1);
	}

	void giveBack(String bucket) {
		bucket(bucket).addTokens(1);
	}

	private Bucket bucket(String bucket) {
		return this.buckets.get(bucket,
				(key) -> Bucket.builder().addLimit(this.bandwidth).withNanosecondPrecision().build());
	}

}
