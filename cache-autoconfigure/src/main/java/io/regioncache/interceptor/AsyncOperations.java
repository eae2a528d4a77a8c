package io.regioncache.interceptor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

import io.regioncache.cache.bulk.BulkRequests;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.load.LoadScope;
import io.regioncache.cache.read.AsyncReads;
import io.regioncache.cache.CacheOperations;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.cache.transaction.Transaction;
import io.regioncache.caller.CallerScope;
import io.regioncache.interceptor.Effects.BegunPut;
import io.regioncache.consistency.ConsistencyContext;
import org.jspecify.annotations.Nullable;

/**
 * Carries out the operations of a call whose value comes later, never blocking.
 *
 * @param manager the caches, asked for at the first call
 * @param executor runs what follows an answer of Redis, so that neither methods nor
 * callers hold up the thread that reads from it
 * @param asked whether the first cache has nothing in the memory of this process, which
 * is then not asked for again
 */
record AsyncOperations(Supplier<RegionCacheManager> manager, Executor executor, boolean asked) {

	/**
	 * Look up, call, invalidate and put, as the annotations say.
	 * @param spec what the annotations of the method say
	 * @param call the call
	 * @param transaction the transaction the call is made in, if any
	 * @param body the method
	 * @return completes with the value once invalidations and puts are done, or
	 * exceptionally with what the method fails with
	 */
	CompletableFuture<@Nullable Object> execute(MethodSpec spec, Invocation call, @Nullable Transaction transaction,
			MethodBody<Supplier<CompletableFuture<@Nullable Object>>> body) {
		EntrySpec cached = spec.cached();
		KeysParameter keys = spec.keys();
		return (cached != null && keys != null) ? many(spec, cached, keys, call, transaction, body)
				: one(spec, cached, call, transaction, body.of(call));
	}

	private CompletableFuture<@Nullable Object> many(MethodSpec spec, EntrySpec cached, KeysParameter keys,
			Invocation call, @Nullable Transaction transaction,
			MethodBody<Supplier<CompletableFuture<@Nullable Object>>> body) {
		@Nullable ConsistencyContext caller = ConsistencyContext.current();
		Function<Invocation, CompletableFuture<@Nullable Object>> written = (run) -> write(spec, run, transaction,
				ConsistencyContext.carrying(caller, body.of(run)), caller);
		Map<Object, CacheRequest> requests = cached.readRequests(call, keys);
		return (requests == null) ? written.apply(call)
				: read(cached.cacheNames(), 0, requests, transaction,
						(missing) -> written.apply(call.asking(keys, missing)).thenApply((map) -> (Map<?, ?>) map))
					.thenApply((map) -> map);
	}

	private CompletableFuture<Map<Object, Object>> read(List<String> names, int index,
			Map<Object, CacheRequest> requests, @Nullable Transaction transaction,
			Function<List<Object>, CompletableFuture<? extends @Nullable Map<?, ?>>> loader) {
		boolean last = (index == names.size() - 1);
		return BulkRequests.of(requests)
			.getAsync(this.manager.get().getCache(names.get(index)).bulk(), last ? loader : (missing) -> read(names,
					index + 1, BlockingOperations.subset(requests, missing), transaction, loader), transaction);
	}

	private CompletableFuture<@Nullable Object> one(MethodSpec spec, @Nullable EntrySpec cached, Invocation call,
			@Nullable Transaction transaction, Supplier<CompletableFuture<@Nullable Object>> body) {
		@Nullable ConsistencyContext caller = ConsistencyContext.current();
		Supplier<CompletableFuture<@Nullable Object>> carried = ConsistencyContext.carrying(caller, body);
		CacheRequest request = (cached != null) ? cached.readRequest(call) : null;
		if (cached == null || request == null) {
			return write(spec, call, transaction, carried, caller);
		}
		return read(cached.cacheNames(), 0, request, transaction,
				() -> write(spec, call, transaction, carried, caller));
	}

	/**
	 * Return whether a call looks into the cache before it calls the method.
	 * @param spec what the annotations of the method say
	 * @param call the call
	 * @return whether it does
	 */
	boolean reads(MethodSpec spec, Invocation call) {
		EntrySpec cached = spec.cached();
		return cached != null && cached.conditions().concern(call);
	}

	private CompletableFuture<@Nullable Object> read(List<String> names, int index, CacheRequest request,
			@Nullable Transaction transaction, Supplier<? extends CompletionStage<?>> loader) {
		boolean last = (index == names.size() - 1);
		AsyncReads reads = this.manager.get().getCache(names.get(index)).operations().asyncReads();
		Supplier<? extends CompletionStage<?>> next = last ? loader
				: () -> read(names, index + 1, request, transaction, loader);
		return (this.asked && index == 0) ? reads.lookUp(request, next, transaction)
				: reads.get(request, next, transaction);
	}

	private CompletableFuture<@Nullable Object> write(MethodSpec spec, Invocation call,
			@Nullable Transaction transaction, Supplier<CompletableFuture<@Nullable Object>> body,
			@Nullable ConsistencyContext caller) {
		if (!spec.writes()) {
			return body.get();
		}
		LoadScope scope = LoadScope.ofPut(LoadScope.current());
		List<BegunPut> puts = new ArrayList<>();
		List<CompletableFuture<?>> begun = in(scope, () -> begin(spec.effects().puts(), call, transaction, puts));
		Supplier<CompletableFuture<@Nullable Object>> run = () -> end(in(scope, body), spec, call, transaction, puts,
				caller);
		CompletableFuture<@Nullable Object> answer = begun.isEmpty() ? run.get()
				: CompletableFuture.allOf(begun.toArray(CompletableFuture[]::new))
					.thenComposeAsync((ignored) -> run.get(), this.executor);
		return answer.whenComplete((value, ex) -> scope.end());
	}

	private CompletableFuture<@Nullable Object> end(CompletableFuture<@Nullable Object> body, MethodSpec spec,
			Invocation call, @Nullable Transaction transaction, List<BegunPut> puts,
			@Nullable ConsistencyContext caller) {
		return body
			.handle((value, failure) -> (failure == null)
					? finish(spec, call.returning(value), transaction, puts, caller)
					: fail(spec, call, transaction, failure, caller))
			.thenCompose(Function.identity());
	}

	private CompletableFuture<@Nullable Object> fail(MethodSpec spec, Invocation call,
			@Nullable Transaction transaction, Throwable failure, @Nullable ConsistencyContext caller) {
		if (!spec.mayHaveBegun(cause(failure))) {
			return CompletableFuture.failedFuture(failure);
		}
		Effects effects = Effects.unfinished(this.manager, spec.effects(), call);
		return ConsistencyContext.carrying(caller, () -> effects.applyAsync(transaction))
			.get()
			.handle((done, other) -> other)
			.thenComposeAsync((ignored) -> CompletableFuture.failedFuture(failure), this.executor);
	}

	private static <T> T in(LoadScope scope, Supplier<T> operation) {
		try (CallerScope binding = LoadScope.bind(scope)) {
			return operation.get();
		}
	}

	private List<CompletableFuture<?>> begin(List<EntrySpec> specs, Invocation call, @Nullable Transaction transaction,
			List<BegunPut> puts) {
		List<CompletableFuture<?>> begun = new ArrayList<>();
		for (EntrySpec spec : specs) {
			if (spec.conditions().condition().test(call)) {
				spec.cacheNames().forEach((name) -> begun.add(begin(spec, name, transaction, puts)));
			}
		}
		return begun;
	}

	private CompletableFuture<?> begin(EntrySpec spec, String name, @Nullable Transaction transaction,
			List<BegunPut> puts) {
		CacheOperations cache = this.manager.get().getCache(name).operations();
		return cache.beginPut(transaction, spec.behind().pace(name)).thenAccept((pending) -> {
			synchronized (puts) {
				puts.add(new BegunPut(spec, pending));
			}
		});
	}

	static Throwable cause(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException) ? failure.getCause() : null;
		return (cause != null) ? cause : failure;
	}

	private CompletableFuture<@Nullable Object> finish(MethodSpec spec, Invocation returned,
			@Nullable Transaction transaction, List<BegunPut> puts, @Nullable ConsistencyContext caller) {
		Effects effects = Effects.of(this.manager, spec.effects(), returned, puts);
		CompletableFuture<Void> done = ConsistencyContext.carrying(caller, () -> effects.applyAsync(transaction)).get();
		CompletableFuture<Void> awaited = done.isDone() ? done : done.whenCompleteAsync((ignored, failure) -> {
		}, this.executor);
		return awaited.thenApply((ignored) -> returned.result());
	}

}
