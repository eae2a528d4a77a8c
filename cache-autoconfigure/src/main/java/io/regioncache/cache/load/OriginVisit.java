package io.regioncache.cache.load;

import java.util.Collection;
import java.util.concurrent.Executor;

import io.regioncache.cache.transaction.Transaction;
import io.regioncache.consistency.RegionContext;
import org.jspecify.annotations.Nullable;

/**
 * One call of the origin.
 *
 * @param keys the texts of the keys whose values it brings
 * @param turn the turn it takes
 * @param transaction the transaction the caller is in, if any
 * @param executor where the origin is called
 * @param outer what the caller is part of, if anything
 * @param why what the load has to reckon with
 */
public record OriginVisit(Collection<String> keys, LoadTurn turn, @Nullable Transaction transaction, Executor executor,
		@Nullable LoadScope outer, RegionContext.LoadConstraint why) {

}
