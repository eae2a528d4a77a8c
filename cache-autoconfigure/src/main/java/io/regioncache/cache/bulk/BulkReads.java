package io.regioncache.cache.bulk;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.function.Function;

import io.regioncache.annotation.Internal;
import io.regioncache.annotation.PublicApi;
import io.regioncache.cache.behind.PendingReads;
import io.regioncache.cache.load.Handover;
import io.regioncache.cache.entry.CacheParts;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.entry.CacheStatistics;
import io.regioncache.cache.entry.Entries;
import io.regioncache.cache.entry.Found;
import io.regioncache.cache.entry.NearEntries;
import io.regioncache.cache.entry.Loaded;
import io.regioncache.cache.entry.LookupCoalescer;
import io.regioncache.cache.load.CallerThread;
import io.regioncache.cache.load.CarriedCaller;
import io.regioncache.cache.load.LoadCaller;
import io.regioncache.cache.load.LoadRequest;
import io.regioncache.cache.load.LoadScope;
import io.regioncache.cache.load.LoadTurn;
import io.regioncache.cache.load.Loads;
import io.regioncache.cache.load.Origin;
import io.regioncache.cache.load.OriginFailure;
import io.regioncache.cache.read.GuardedLoads;
import io.regioncache.cache.read.Reads;
import io.regioncache.cache.transaction.Transaction;
import io.regioncache.caller.CallerScope;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.store.RegionStore;
import io.regioncache.store.entry.EntryKey;
import org.jspecify.annotations.Nullable;

/**
 * Reads many entries of one cache for one call: one round trip finds those that are
 * there, and one call of the origin brings the others, see {@link LoadBatch}.
 *
 * @since 0.1
 */
@PublicApi
public final class BulkReads {

	private final RegionStore store;

	private final Entries entries;

	private final Reads reads;

	private final BulkLookups lookups;

	private final Loads loads;

	private final GuardedLoads guarded;

	private final Origin origin;

	private final PendingReads pending;

	private final CacheStatistics statistics;

	private final Executor executor;

	private final BatchSize size = new BatchSize();

	@Internal
	public BulkReads(CacheParts parts, LookupCoalescer lookups, Reads reads, Loads loads, GuardedLoads guarded,
			Origin origin) {
		this.store = parts.store();
		this.entries = parts.entries();
		this.reads = reads;
		this.lookups = new BulkLookups(parts, lookups, reads, this.size);
		this.loads = loads;
		this.guarded = guarded;
		this.origin = origin;
		this.pending = new PendingReads(parts);
		this.statistics = parts.statistics();
		this.executor = parts.executor();
	}

	/**
	 * Return the values, loading those of which there is none that may be served, and
	 * wait for them on this thread, which also calls the origin.
	 * @param requests the entries
	 * @param origin calls the origin for those at some places
	 * @return the values, in the order of the requests
	 * @throws Throwable whatever the loader throws
	 */
	List<@Nullable Object> await(List<CacheRequest> requests, BulkOrigin origin, @Nullable Transaction transaction)
			throws Throwable {
		CallerThread thread = new CallerThread();
		@Nullable LoadScope outer = LoadScope.current();
		LoadTurn turn = new LoadTurn(LoadScope.isLoad(outer) || Thread.currentThread() instanceof ForkJoinWorkerThread);
		// A caller that may have to leave before the load ends must not carry it
		boolean limited = this.guarded.areLimited(transaction);
		BulkOrigin loader = this.pending.over(requests, origin)::apply;
		BulkCall read = new BulkCall(requests, loader, limited ? carried(CarriedCaller.capture(), loader) : loader,
				new BulkContext(limited ? this.executor : thread, turn, outer, transaction));
		return thread.await(read.find(callers(requests)).thenCompose((found) -> read.load(found, true)));
	}

	/**
	 * The same for a caller that does not wait.
	 * @param origin called on another thread
	 */
	CompletableFuture<List<@Nullable Object>> get(List<CacheRequest> requests, BulkOrigin origin,
			@Nullable Transaction transaction) {
		@Nullable LoadScope outer = LoadScope.current();
		@Nullable ConsistencyContext caller = ConsistencyContext.current();
		BulkOrigin loader = this.pending.over(requests, origin)::apply;
		BulkOrigin carried = (places) -> ConsistencyContext
			.<CompletionStage<? extends List<?>>>carrying(caller, () -> loader.apply(places))
			.get();
		BulkCall read = new BulkCall(requests, loader, carried,
				new BulkContext(this.executor, new LoadTurn(LoadScope.isLoad(outer)), outer, transaction));
		List<@Nullable ConsistencyContext> callers = callers(requests);
		return OriginFailure.unwrapped(Handover.to(this.executor,
				this.store.settled(this.executor)
					.thenCompose((settled) -> read.find(callers))
					.thenCompose((found) -> read.load(found, transaction == null))),
				outer);
	}

	private static BulkOrigin carried(CarriedCaller caller, BulkOrigin loader) {
		return (places) -> {
			try (CallerScope binding = caller.bind()) {
				return loader.apply(places);
			}
		};
	}

	private List<@Nullable ConsistencyContext> callers(List<CacheRequest> requests) {
		List<@Nullable ConsistencyContext> callers = new ArrayList<>(requests.size());
		requests.forEach((request) -> callers.add(this.reads.caller(request)));
		return callers;
	}

	/**
	 * Calls the origin for the entries at some places of a call, and gives their values
	 * in the same order.
	 */
	interface BulkOrigin extends Function<List<Integer>, CompletionStage<? extends List<?>>> {

	}

	/**
	 * One call.
	 */
	private final class BulkCall {

		private final List<CacheRequest> asked;

		private final List<CacheRequest> requests;

		private final @Nullable EntryKey[] keys;

		private final BulkOrigin refresh;

		private final BulkOrigin loader;

		private final BulkContext context;

		private final @Nullable ConsistencyContext caller = ConsistencyContext.current();

		BulkCall(List<CacheRequest> requests, BulkOrigin refresh, BulkOrigin loader, BulkContext context) {
			this.requests = requests;
			this.asked = requests.stream().map(BulkReads.this.reads.demands()::asked).toList();
			this.keys = requests.stream().map((request) -> key(request)).toArray(EntryKey[]::new);
			this.refresh = refresh;
			this.loader = loader;
			this.context = context;
		}

		private @Nullable EntryKey key(CacheRequest request) {
			@Nullable EntryKey key = BulkReads.this.entries.keys().find(request.key());
			if (key == null) {
				BulkReads.this.statistics.count(Event.BYPASS);
			}
			return key;
		}

		/**
		 * Find what is there.
		 * @return what was found of each, {@code null} where nothing can be stored
		 */
		CompletableFuture<@Nullable Found[]> find(List<@Nullable ConsistencyContext> callers) {
			@Nullable Found[] all = new Found[this.keys.length];
			List<Wanted> wanted = new ArrayList<>();
			List<Integer> places = new ArrayList<>();
			for (int i = 0; i < this.keys.length; i++) {
				@Nullable EntryKey key = this.keys[i];
				NearEntries.@Nullable Hit near = (key != null)
						? BulkReads.this.reads.near().find(key, this.requests.get(i), this.context.transaction())
						: null;
				if (near != null) {
					all[i] = near.found();
				}
				else if (key != null) {
					wanted.add(new Wanted(key, this.asked.get(i), callers.get(i)));
					places.add(i);
				}
			}
			return BulkReads.this.lookups.find(wanted, this.context.transaction(), this.context.executor())
				.thenApply((found) -> {
					for (int i = 0; i < found.length; i++) {
						all[places.get(i)] = found[i];
					}
					return all;
				});
		}

		/**
		 * Take what was found, and load the rest.
		 * @param refreshes whether what will soon be too old is loaded in the background
		 */
		CompletableFuture<List<@Nullable Object>> load(@Nullable Found[] found, boolean refreshes) {
			LoadBatch batch = new LoadBatch(this.loader, BulkReads.this.origin, this.context, BulkReads.this.size);
			List<CompletableFuture<Loaded>> loaded = new ArrayList<>();
			@Nullable Object[] values = new Object[found.length];
			List<Integer> missing = new ArrayList<>();
			for (int i = 0; i < found.length; i++) {
				@Nullable Found each = found[i];
				if (each != null && each.mayServe()) {
					BulkReads.this.guarded.serves(each, this.caller);
					LoadScope.note(this.context.outer(), each);
					values[i] = each.value();
				}
				else {
					missing.add(i);
					loaded.add(load(batch, i, each));
				}
			}
			if (refreshes) {
				refresh(found);
			}
			batch.begin();
			return CompletableFuture.allOf(loaded.toArray(CompletableFuture[]::new)).thenApply((done) -> {
				for (int i = 0; i < loaded.size(); i++) {
					Loaded each = loaded.get(i).join();
					LoadScope.note(this.context.outer(), each.lease());
					values[missing.get(i)] = each.value();
				}
				return Arrays.asList(values);
			});
		}

		private CompletableFuture<Loaded> load(LoadBatch batch, int index, @Nullable Found found) {
			@Nullable EntryKey key = this.keys[index];
			if (key == null || found == null) {
				return batch.addUncached(index);
			}
			return batch.add(index, (source) -> {
				LoadCaller caller = this.context.caller(found == Found.AHEAD);
				return BulkReads.this.guarded.load(
						new LoadRequest(key, this.asked.get(index), source, this.context.executor(), null, caller),
						found.markers(), this.caller);
			});
		}

		/**
		 * Refresh what is stale or soon will be, all of it by one call of the origin.
		 */
		private void refresh(@Nullable Found[] found) {
			BulkContext context = new BulkContext(BulkReads.this.executor, new LoadTurn(false), null, null);
			LoadBatch batch = new LoadBatch(this.refresh, BulkReads.this.origin, context, BulkReads.this.size);
			boolean any = false;
			for (int i = 0; i < found.length; i++) {
				@Nullable Found each = found[i];
				@Nullable EntryKey key = this.keys[i];
				if (each != null && key != null && BulkReads.this.guarded.isDue(key, each)) {
					int index = i;
					any = true;
					BulkReads.this.entries.forget(key, this.requests.get(i));
					batch.add(i, (source) -> {
						LoadRequest call = new LoadRequest(key, this.requests.get(index), source, context.executor(),
								each.entry(), context.caller(false));
						return BulkReads.this.loads.refresh(call, each.markers());
					});
				}
			}
			if (any) {
				batch.begin();
			}
		}

	}

}
