package io.regioncache.interceptor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.cache.put.PendingPut;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.cache.transaction.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * What one call that has returned does to the caches: first its invalidations, then its
 * puts, which are refused if one of those invalidations covers them.
 * <p>
 * What fails, fails alone: the remaining effects take place before the first failure is
 * thrown.
 *
 * @param manager the caches
 * @param invalidations what is invalidated
 * @param puts what is stored
 * @param failures what could not even be decided
 */
record Effects(Supplier<RegionCacheManager> manager, List<Invalidation> invalidations, List<ResultPut> puts,
		List<RuntimeException> failures) {

	/**
	 * Decide the effects of a call. Which keys and tags are invalidated, and which keys
	 * are put, is read from its arguments now: they may change before a transaction
	 * commits.
	 * @param manager the caches
	 * @param spec what the annotations of the method say
	 * @param returned the call, with its result
	 * @param begun the puts begun before the call
	 * @return the effects
	 */
	static Effects of(Supplier<RegionCacheManager> manager, EffectsSpec spec, Invocation returned,
			List<BegunPut> begun) {
		List<RuntimeException> failures = new ArrayList<>();
		List<Invalidation> invalidations = invalidations(spec, returned, failures);
		List<ResultPut> puts = new ArrayList<>(begun.size());
		for (BegunPut each : begun) {
			attempt(failures, () -> {
				CacheRequest request = each.spec().putRequest(returned);
				if (request != null) {
					puts.add(new ResultPut(each.pending(), request, returned.result()));
				}
			});
		}
		return new Effects(manager, invalidations, puts, failures);
	}

	private static List<Invalidation> invalidations(EffectsSpec spec, Invocation call,
			List<RuntimeException> failures) {
		List<Invalidation> invalidations = new ArrayList<>(spec.invalidations().size());
		for (InvalidationSpec each : spec.invalidations()) {
			attempt(failures, () -> {
				Invalidation invalidation = each.invalidation(call);
				if (invalidation != null) {
					invalidations.add(invalidation);
				}
			});
		}
		return invalidations;
	}

	/**
	 * Tell what a call will invalidate before it has returned, as far as that does not
	 * depend on its result.
	 * @param spec what the annotations of the method say
	 * @param call the call
	 * @return the invalidations
	 */
	static List<Invalidation> announced(EffectsSpec spec, Invocation call) {
		List<RuntimeException> ignored = new ArrayList<>();
		List<Invalidation> announced = invalidations(spec, call, ignored);
		for (EntrySpec each : spec.puts()) {
			attempt(ignored, () -> {
				Object key = each.request(call).key();
				each.cacheNames().forEach((name) -> announced.add(Invalidation.ofKeys(name, key)));
			});
		}
		return announced;
	}

	/**
	 * Decide the effects of a call that has ended without a result, and may have written
	 * all the same: it invalidates what can be told of it, and the keys it was to put.
	 * @param manager the caches
	 * @param spec what the annotations of the method say
	 * @param call the call
	 * @return the effects
	 */
	static Effects unfinished(Supplier<RegionCacheManager> manager, EffectsSpec spec, Invocation call) {
		return new Effects(manager, announced(spec, call), List.of(), List.of());
	}

	/**
	 * Carry them out, or have them wait for the transaction of this thread.
	 */
	void apply() {
		List<RuntimeException> failures = new ArrayList<>(this.failures);
		for (Invalidation invalidation : this.invalidations) {
			attempt(failures, () -> this.manager.get().invalidate(invalidation));
		}
		for (ResultPut put : this.puts) {
			attempt(failures, () -> put.pending().complete(put.request(), put.value()));
		}
		throwFirst(failures);
	}

	/**
	 * Carry them out without blocking, or have them wait for a transaction.
	 * @param transaction the transaction of the call, if any
	 * @return completes when all is done
	 */
	CompletableFuture<Void> applyAsync(@Nullable Transaction transaction) {
		return all(this.invalidations, (invalidation) -> this.manager.get().invalidateAsync(invalidation, transaction))
			.handle((done, failure) -> all(this.puts, (put) -> put.pending().completeAsync(put.request(), put.value()))
				.thenCompose((ignored) -> (failure != null) ? CompletableFuture.failedFuture(failure)
						: CompletableFuture.completedFuture(done)))
			.thenCompose(Function.identity())
			.thenCompose((ignored) -> failed());
	}

	private CompletableFuture<Void> failed() {
		return CompletableFuture.<Void>completedFuture(null).thenRun(() -> throwFirst(this.failures));
	}

	private static <T> CompletableFuture<Void> all(List<T> effects,
			Function<T, ? extends CompletableFuture<?>> operation) {
		CompletableFuture<?>[] futures = new CompletableFuture<?>[effects.size()];
		for (int i = 0; i < futures.length; i++) {
			try {
				futures[i] = operation.apply(effects.get(i));
			}
			catch (RuntimeException ex) {
				futures[i] = CompletableFuture.failedFuture(ex);
			}
		}
		return CompletableFuture.allOf(futures);
	}

	private static void attempt(List<RuntimeException> failures, Runnable effect) {
		try {
			effect.run();
		}
		catch (RuntimeException ex) {
			failures.add(ex);
		}
	}

	private static void throwFirst(List<RuntimeException> failures) {
		if (!failures.isEmpty()) {
			RuntimeException first = failures.get(0);
			failures.stream().skip(1).filter((other) -> other != first).forEach(first::addSuppressed);
			throw first;
		}
	}

	/**
	 * A put whose lease was taken before the call.
	 *
	 * @param spec what is put
	 * @param pending the lease
	 */
	record BegunPut(EntrySpec spec, PendingPut pending) {
	}

	/**
	 * A put that can be completed.
	 *
	 * @param pending the lease
	 * @param request the entry
	 * @param value its value
	 */
	record ResultPut(PendingPut pending, CacheRequest request, @Nullable Object value) {
	}

}
