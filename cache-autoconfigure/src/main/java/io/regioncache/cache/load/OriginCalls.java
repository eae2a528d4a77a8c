package io.regioncache.cache.load;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Calls the origin, so many times at once.
 */
@FunctionalInterface
public interface OriginCalls {

	/**
	 * Call the origin, once its turn has come.
	 * @param loader calls it
	 * @return what it answers; fails with {@link OriginFailure}
	 */
	CompletableFuture<OriginAnswer> visit(OriginVisit visit, Supplier<? extends CompletionStage<?>> loader);

}
