package io.regioncache.cache.load;

import java.util.concurrent.atomic.AtomicLong;

import io.regioncache.cache.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Who asks for a load.
 *
 * @param outer what the caller is part of, if anything
 * @param turn the turn it takes if it asks the origin
 * @param ahead whether the home region is behind what the caller has written
 * @param transaction the transaction the caller is in, if any
 * @param begun when the call began, in an order of all calls of this process
 */
public record LoadCaller(@Nullable LoadScope outer, LoadTurn turn, boolean ahead, @Nullable Transaction transaction,
		long begun) {

	private static final AtomicLong ORDER = new AtomicLong();

	/**
	 * A caller whose call begins now.
	 */
	public static LoadCaller of(@Nullable LoadScope outer, boolean ahead, @Nullable Transaction transaction) {
		return new LoadCaller(outer, new LoadTurn(LoadScope.isLoad(outer)), ahead, transaction, now());
	}

	/**
	 * The cache itself, which refreshes what may still be served.
	 */
	public static LoadCaller refresher() {
		return of(null, false, null);
	}

	/**
	 * A point in the order of all calls and loads of this process.
	 */
	public static long now() {
		return ORDER.incrementAndGet();
	}

}
