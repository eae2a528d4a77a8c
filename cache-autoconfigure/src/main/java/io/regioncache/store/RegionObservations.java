package io.regioncache.store;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import io.regioncache.store.log.TraceContext;
import io.regioncache.store.lookup.Lookup;
import io.regioncache.store.write.InvalidationResult;
import org.jspecify.annotations.Nullable;

/**
 * Observes what is worth a span of a trace. No key, tag or value is told.
 */
public interface RegionObservations {

	/**
	 * Nobody observes.
	 */
	RegionObservations NONE = new RegionObservations() {
	};

	/**
	 * Observe a call of the origin, which runs as part of the observation.
	 * @param cache the name of the cache
	 * @param load calls the origin
	 * @return what it returns
	 */
	default CompletionStage<?> load(String cache, Supplier<? extends CompletionStage<?>> load) {
		return load.get();
	}

	/**
	 * Observe a lookup in another region, from now to its answer.
	 * @param region the name of the other region
	 * @param lookup the lookup
	 */
	default void remoteRead(String region, CompletableFuture<Lookup> lookup) {
	}

	/**
	 * Observe an invalidation, from now to its outcome.
	 * @param region the name of the home region
	 * @return the observation
	 */
	default ObservedInvalidation invalidation(String region) {
		return ObservedInvalidation.NONE;
	}

	/**
	 * Observe how records of another region are applied.
	 * @param source the region whose log has them
	 * @param traces the trace contexts of the records that have one, each valid
	 * @param apply applies them
	 * @return what it returns
	 */
	default <T> CompletableFuture<T> apply(String source, Set<String> traces, Supplier<CompletableFuture<T>> apply) {
		return apply.get();
	}

	/**
	 * Observe how the state of another region is transferred, from now to its end.
	 * @param source the region
	 * @param outcome what becomes of it, in a word
	 */
	default void transfer(String source, CompletableFuture<String> outcome) {
	}

	/**
	 * An invalidation that is observed.
	 */
	interface ObservedInvalidation {

		/**
		 * One that is not.
		 */
		ObservedInvalidation NONE = new ObservedInvalidation() {
		};

		/**
		 * Return the trace context for its records.
		 * @return the context, valid or empty
		 */
		default String trace() {
			return TraceContext.NONE;
		}

		/**
		 * Note how it ended.
		 * @param result what became of it; {@code null} if it failed
		 */
		default void ended(@Nullable InvalidationResult result) {
		}

	}

}
