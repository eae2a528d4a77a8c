package io.regioncache.cache.load;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import io.regioncache.cache.bulk.LoadBatch;

/**
 * Where the load of one key gets its value: from a call of the origin of its own, or from
 * one that it shares with other keys, see {@link LoadBatch}.
 */
public interface LoadSource {

	/**
	 * Ask the origin for the value of a key.
	 * @param visit the call that would bring it alone
	 * @return the answer; fails with {@link OriginFailure}
	 */
	CompletableFuture<OriginAnswer> ask(OriginCalls origin, OriginVisit visit);

	/**
	 * The load waits for that of another caller, for as long as it may take.
	 */
	default void waits() {
	}

	/**
	 * It does not wait any more, and may ask the origin after all.
	 * @return completes when it goes on
	 */
	default CompletableFuture<Void> resumes() {
		return CompletableFuture.completedFuture(null);
	}

	/**
	 * Whether its failure may be that of other keys.
	 */
	default boolean isShared() {
		return false;
	}

	/**
	 * A call of its own.
	 * @param loader asks the origin
	 */
	static LoadSource of(Supplier<? extends CompletionStage<?>> loader) {
		return (origin, visit) -> origin.visit(visit, loader);
	}

}
