package io.regioncache.ratelimit;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.regioncache.store.SingleRegionStore;
import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.session.RegionUnavailableException;
import io.regioncache.store.session.Script;
import io.regioncache.store.session.Session;
import io.regioncache.store.entry.RedisKeys;

/**
 * The buckets of one region, each a key of its own that expires once it is full. One
 * command a decision, by the server's clock.
 */
final class RegionBuckets {

	private static final byte[] ONE = BucketScale.bytes(1);

	private static final byte[] NOT_FORCED = new byte[0];

	private static final byte[] FORCED = RedisKeys.bytes("force");

	private final SingleRegionStore store;

	RegionBuckets(SingleRegionStore store) {
		this.store = store;
	}

	/**
	 * Take a token if there is one.
	 * @param bucket the key in Redis
	 * @param scale the size of the bucket
	 * @return the answer; fails within one command timeout if the region cannot be asked
	 */
	CompletableFuture<BucketAnswer> take(String bucket, BucketScale scale) {
		return run(bucket, scale, ONE, NOT_FORCED);
	}

	/**
	 * Take tokens whether they are there or not: they were given elsewhere.
	 * @param tokens how many; negative to give some back
	 */
	CompletableFuture<BucketAnswer> charge(String bucket, BucketScale scale, long tokens) {
		return run(bucket, scale, BucketScale.bytes(tokens), FORCED);
	}

	private CompletableFuture<BucketAnswer> run(String bucket, BucketScale scale, byte[] tokens, byte[] forced) {
		RedisLink link = this.store.link();
		CompletableFuture<Void> connected = link.firstAttempt().ended();
		if (!connected.isDone()) {
			return connected.copy()
				.orTimeout(this.store.timeout().toNanos(), TimeUnit.NANOSECONDS)
				.thenCompose((ended) -> send(link, bucket, scale, tokens, forced));
		}
		return send(link, bucket, scale, tokens, forced);
	}

	private CompletableFuture<BucketAnswer> send(RedisLink link, String bucket, BucketScale scale, byte[] tokens,
			byte[] forced) {
		byte[] key = RedisKeys.bytes(bucket);
		// A bucket is no cached value: invalidations that wait to be applied do not
		// matter
		Session session = link.sessionForInvalidation();
		if (session == null || !link.health().mayAsk(session, key)) {
			return CompletableFuture.failedFuture(new RegionUnavailableException(link.region()));
		}
		byte[][] size = scale.arguments();
		return link
			.ask(session, key,
					(open) -> open.<List<Long>>runAt(key, Script.LIMIT, size[0], size[1], size[2], tokens, forced))
			.thenApply(BucketAnswer::of);
	}

	/**
	 * What a bucket answers.
	 *
	 * @param taken whether the tokens were taken
	 * @param left how many whole tokens are left
	 * @param untilNext how long until there is one more
	 */
	record BucketAnswer(boolean taken, long left, Duration untilNext) {

		private static BucketAnswer of(List<Long> answer) {
			return new BucketAnswer(answer.get(0) == 1, answer.get(1), Duration.ofNanos(answer.get(2) * 1000));
		}

	}

}
