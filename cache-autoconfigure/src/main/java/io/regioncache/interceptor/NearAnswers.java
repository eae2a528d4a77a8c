package io.regioncache.interceptor;

import java.util.function.Supplier;

import io.regioncache.cache.RegionCacheManager;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.Found;
import io.regioncache.cache.read.BlockingReads;
import io.regioncache.cache.transaction.Transaction;
import io.regioncache.interceptor.ResultShape.Style;
import org.jspecify.annotations.Nullable;

/**
 * Answers calls of one method by what this process keeps itself, before anything is made
 * ready for a load. That takes a key that depends on nothing but the arguments.
 */
final class NearAnswers {

	private final String cache;

	private final ArgumentKey key;

	private final CacheRequest like;

	/**
	 * The same whoever asks for it first, so nobody waits for anybody.
	 */
	private @Nullable BlockingReads reads;

	private NearAnswers(String cache, ArgumentKey key, CacheRequest like) {
		this.cache = cache;
		this.key = key;
		this.like = like;
	}

	/**
	 * Return what answers the calls of a method.
	 * @return the answers, or {@code null} if a hit depends on more than the arguments
	 */
	static @Nullable NearAnswers of(ResultShape shape, @Nullable EntrySpec cached, @Nullable KeysParameter keys) {
		if (cached == null || keys != null || shape.style() == Style.FLUX || shape.style() == Style.FLOW
				|| cached.conditions().condition() != CallCondition.ALWAYS) {
			return null;
		}
		ArgumentKey key = cached.key().fromArguments();
		return (key != null) ? new NearAnswers(cached.cacheNames().get(0), key, cached.like()) : null;
	}

	/**
	 * Return what may be asked.
	 * @param manager the caches
	 * @return the reads of the first cache, or {@code null} if it must not be asked first
	 */
	@Nullable BlockingReads asked(Supplier<RegionCacheManager> manager) {
		BlockingReads reads = this.reads;
		if (reads == null) {
			reads = manager.get().getCache(this.cache).blockingReads();
			this.reads = reads;
		}
		return reads.isAskedFirst() ? reads : null;
	}

	/**
	 * Find what a call may be served.
	 * @param reads what may be asked
	 * @param arguments the arguments of the call, without a continuation
	 * @param transaction the transaction the caller is in, if any
	 */
	@Nullable Found find(BlockingReads reads, @Nullable Object[] arguments, @Nullable Transaction transaction) {
		Object key = this.key.of(arguments);
		return (key != null) ? reads.near(key, this.like, transaction) : null;
	}

}
