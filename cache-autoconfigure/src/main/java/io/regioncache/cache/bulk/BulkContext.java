package io.regioncache.cache.bulk;

import java.util.concurrent.Executor;

import io.regioncache.cache.load.LoadCaller;
import io.regioncache.cache.load.LoadScope;
import io.regioncache.cache.load.LoadTurn;
import io.regioncache.cache.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * On whose behalf many keys are loaded together.
 *
 * @param executor where values are decoded and the origin is asked
 * @param turn the turn that is taken to ask the origin
 * @param outer what the caller is part of, if anything
 * @param transaction the transaction the caller is in, if any
 */
record BulkContext(Executor executor, LoadTurn turn, @Nullable LoadScope outer, @Nullable Transaction transaction) {

	/**
	 * Return the caller of one key, whose load begins now.
	 * @param ahead whether the home region is behind what the caller has written
	 */
	LoadCaller caller(boolean ahead) {
		return new LoadCaller(this.outer, this.turn, ahead, this.transaction, LoadCaller.now());
	}

}
