package io.regioncache.cache.read;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.regioncache.cache.behind.PendingReads;
import io.regioncache.cache.load.Handover;
import io.regioncache.cache.entry.CacheParts;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.entry.CacheStatistics;
import io.regioncache.cache.entry.Entries;
import io.regioncache.cache.entry.Found;
import io.regioncache.cache.entry.NearEntries;
import io.regioncache.cache.load.LoadCaller;
import io.regioncache.cache.load.LoadRequest;
import io.regioncache.cache.load.LoadScope;
import io.regioncache.cache.load.Loads;
import io.regioncache.cache.load.OriginFailure;
import io.regioncache.cache.transaction.Transaction;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.store.RegionStore;
import io.regioncache.store.connection.Waiting;
import io.regioncache.store.entry.EntryKey;
import org.jspecify.annotations.Nullable;

/**
 * Reads one cache for callers that do not wait.
 */
public final class AsyncReads {

	private final RegionStore store;

	private final Entries entries;

	private final Reads reads;

	private final GuardedLoads guarded;

	private final PendingReads pending;

	private final CacheStatistics statistics;

	private final Executor executor;

	public AsyncReads(CacheParts parts, Reads reads, GuardedLoads guarded) {
		this.store = parts.store();
		this.entries = parts.entries();
		this.reads = reads;
		this.guarded = guarded;
		this.pending = new PendingReads(parts);
		this.statistics = parts.statistics();
		this.executor = parts.executor();
	}

	/**
	 * Return the value, loading it if there is none that may be served.
	 * @param origin asks the origin; called on another thread
	 */
	public CompletableFuture<@Nullable Object> get(CacheRequest request, Supplier<? extends CompletionStage<?>> origin,
			@Nullable Transaction transaction) {
		NearEntries.@Nullable Hit near = this.reads.near().find(request, transaction);
		if (near == null) {
			return lookUp(request, origin, transaction);
		}
		if (transaction == null) {
			this.guarded.refreshIfDue(near.place(), request, near.found(), this.pending.over(request, origin));
		}
		LoadScope.note(LoadScope.current(), near.found());
		return CompletableFuture.completedFuture(near.found().value());
	}

	/**
	 * The same without what this process keeps itself.
	 */
	public CompletableFuture<@Nullable Object> lookUp(CacheRequest request,
			Supplier<? extends CompletionStage<?>> origin, @Nullable Transaction transaction) {
		Supplier<? extends CompletionStage<?>> loader = this.pending.over(request, origin);
		@Nullable LoadScope outer = LoadScope.current();
		@Nullable EntryKey key = this.entries.keys().find(request.key());
		if (key == null) {
			this.statistics.count(Event.BYPASS);
			return bypass(loader);
		}
		@Nullable ConsistencyContext caller = ConsistencyContext.current();
		CacheRequest asked = this.reads.demands().asked(request);
		Supplier<? extends CompletionStage<?>> carried = ConsistencyContext.carrying(caller, loader::get);
		CompletableFuture<Found> looked = this.store.settled(this.executor)
			.thenCompose((settled) -> ConsistencyContext
				.carrying(caller, () -> this.reads.findAsync(key, request, transaction))
				.get());
		return OriginFailure.unwrapped(Handover.ofFailures(this.executor, looked.thenCompose((found) -> {
			if (found.mayServe()) {
				if (transaction == null) {
					// A refresh must not see what may never be committed.
					this.guarded.refreshIfDue(key, request, found, loader);
				}
				this.guarded.serves(found, caller);
				LoadScope.note(outer, found);
				return CompletableFuture.completedFuture(found.value());
			}
			LoadRequest call = new LoadRequest(key, asked, carried, this.executor, null,
					LoadCaller.of(outer, found == Found.AHEAD, transaction));
			return this.guarded.load(call, found.markers(), caller).thenApplyAsync((loaded) -> {
				LoadScope.note(outer, loaded.lease());
				return loaded.value();
			}, this.executor);
		})), outer);
	}

	private static CompletableFuture<@Nullable Object> bypass(Supplier<? extends CompletionStage<?>> loader) {
		try {
			return loader.get().<@Nullable Object>thenApply((value) -> value).toCompletableFuture();
		}
		catch (Throwable ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/**
	 * Look for a value, load none, and wait.
	 */
	public Found findNow(CacheRequest request, @Nullable Transaction transaction) {
		NearEntries.@Nullable Hit near = this.reads.near().find(request, transaction);
		if (near != null) {
			return noted(LoadScope.current(), near.found());
		}
		@Nullable EntryKey entry = this.entries.keys().find(request.key());
		return (entry == null) ? bypassed() : noted(LoadScope.current(),
				Waiting.join(this.pending.over(request, this.reads.find(entry, request, transaction))));
	}

	/**
	 * The same without what this process keeps itself.
	 */
	public Found lookUpNow(CacheRequest request, @Nullable Transaction transaction) {
		@Nullable EntryKey entry = this.entries.keys().find(request.key());
		return (entry == null) ? bypassed()
				: noted(LoadScope.current(), this.reads.lookUp(entry, request, transaction));
	}

	/**
	 * Look for a value, and load none.
	 */
	public CompletableFuture<Found> find(CacheRequest request, @Nullable Transaction transaction) {
		@Nullable LoadScope outer = LoadScope.current();
		NearEntries.@Nullable Hit near = this.reads.near().find(request, transaction);
		if (near != null) {
			return CompletableFuture.completedFuture(noted(outer, near.found()));
		}
		@Nullable EntryKey entry = this.entries.keys().find(request.key());
		if (entry == null) {
			return CompletableFuture.completedFuture(bypassed());
		}
		Supplier<CompletableFuture<Found>> lookup = ConsistencyContext
			.carrying(() -> this.reads.findAsync(entry, request, transaction));
		return OriginFailure.unwrapped(Handover.ofFailures(this.executor,
				this.store.settled(this.executor)
					.thenCompose((settled) -> lookup.get())
					.thenCompose((found) -> this.pending.over(request, found))
					.thenApply((found) -> noted(outer, found))),
				outer);
	}

	Found bypassed() {
		this.statistics.count(Event.BYPASS);
		return Found.BYPASS;
	}

	/**
	 * Note what was found as what a load around the caller relies on.
	 */
	static Found noted(@Nullable LoadScope scope, Found found) {
		if (found.status() == Found.Status.FRESH) {
			LoadScope.note(scope, found);
		}
		return found;
	}

}
