package io.regioncache.ratelimit;

import java.math.BigInteger;

import io.github.bucket4j.Bandwidth;
import io.regioncache.store.entry.RedisKeys;

/**
 * A bandwidth in whole numbers that a script counts exactly: units of which a token costs
 * many and some come back each microsecond.
 *
 * @param capacity how many units a full bucket holds
 * @param token how many units a token costs
 * @param refill how many units come back in a microsecond
 * @param arguments the same as arguments of the script
 */
record BucketScale(long capacity, long token, long refill, byte[][] arguments) {

	/**
	 * Leaves room for what other regions have admitted beyond the capacity.
	 */
	private static final long MOST = RedisKeys.MAX_EXACT / 8;

	private BucketScale(long capacity, long token, long refill) {
		this(capacity, token, refill, new byte[][] { bytes(capacity), bytes(token), bytes(refill) });
	}

	static BucketScale of(Bandwidth bandwidth) {
		long window = bandwidth.getRefillPeriodNanos() / 1000;
		long limit = bandwidth.getRefillTokens();
		long divisor = BigInteger.valueOf(window).gcd(BigInteger.valueOf(limit)).longValueExact();
		long token = window / divisor;
		if (token <= MOST / bandwidth.getCapacity()) {
			return new BucketScale(bandwidth.getCapacity() * token, token, limit / divisor);
		}
		// Rounded up by less than one in the many microseconds that a token takes
		token = (window + limit - 1) / limit;
		return new BucketScale(Math.min(MOST, Math.multiplyExact(bandwidth.getCapacity(), token)), token, 1);
	}

	/**
	 * Return the part of one region where none knows what the others admit.
	 * @param regions how many regions there are
	 */
	BucketScale sharedBy(int regions) {
		return new BucketScale(Math.max(this.capacity, this.token * regions), this.token * regions, this.refill);
	}

	static byte[] bytes(long number) {
		return RedisKeys.bytes(Long.toString(number));
	}

}
