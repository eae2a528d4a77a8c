package io.regioncache.cache;

import java.lang.reflect.Type;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.regioncache.annotation.Consistency;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.consistency.ConsistencyToken;
import io.regioncache.cache.CacheStatistics.Event;
import io.regioncache.cache.Entries.Found;
import io.regioncache.cache.ReplicationSettings.Conflict;
import io.regioncache.store.EntryKey;
import io.regioncache.store.Envelope;
import io.regioncache.store.Lease;
import io.regioncache.store.Markers;
import io.regioncache.store.Look;
import io.regioncache.store.Passed;
import io.regioncache.store.Positions;
import io.regioncache.store.RegionStore;
import io.regioncache.store.Scope;
import io.regioncache.store.Stored;
import io.regioncache.store.Writes;
import org.jspecify.annotations.Nullable;

import org.springframework.cache.Cache;
import org.springframework.cache.support.SimpleValueWrapper;

/**
 * A cache whose entries live in the Redis of the home region.
 * <p>
 * After an invalidation has returned, no caller of this or any other process of the
 * region is answered with a value whose load began before it. If Redis cannot be asked,
 * callers are answered by the origin. Keys are of the types that {@link KeyEncoder}
 * supports; values are bound to the type the caller declares, or to
 * {@link CacheSettings#type()}.
 */
public final class RegionCache implements Cache {

	private final String name;

	private final Type type;

	private final RegionStore store;

	private final Entries entries;

	private final Looks looks;

	private final Loads loads;

	private final Fills fills;

	private final Executor executor;

	private final CacheStatistics statistics;

	private final Shipping shipping;

	private final SessionReads session;

	private final Consistency consistency;

	private final Invalidations invalidations;

	private final @Nullable LastWriteWins lastWriteWins;

	private final Puts puts;

	private final CommitFailures failures;

	private final CommitHolds holds;

	RegionCache(String name, CacheSettings settings, RegionStore store, Entries entries, CacheStatistics statistics,
			Executor executor, Shipping shipping, CommitFailures failures, CommitHolds holds, LongSupplier clock,
			SessionReads session) {
		this.holds = holds;
		this.session = session;
		this.consistency = settings.consistency();
		this.shipping = shipping;
		this.failures = failures;
		this.invalidations = new Invalidations(store, settings.replication());
		this.lastWriteWins = (settings.replication().conflict() == Conflict.LAST_WRITE_WINS)
				? new LastWriteWins(name, store, entries, this.invalidations, clock) : null;
		this.name = name;
		this.type = (settings.type() != null) ? settings.type() : Object.class;
		this.store = store;
		this.entries = entries;
		this.statistics = statistics;
		this.executor = executor;
		this.looks = new Looks(store);
		this.fills = new Fills(entries, statistics);
		this.puts = new Puts(store, entries, this.invalidations, shipping, statistics, executor, holds,
				(ex, put) -> failures.put(ex, this, put), this.lastWriteWins);
		this.loads = new Loads(name, settings, store, entries, this.looks, statistics, shipping, this.fills);
	}

	@Override
	public String getName() {
		return this.name;
	}

	@Override
	public Object getNativeCache() {
		return this.store;
	}

	/**
	 * Return what has happened in this cache of this process.
	 * @return the statistics
	 */
	public CacheStatistics statistics() {
		return this.statistics;
	}

	/**
	 * Return the value, loading it if there is none that may be served.
	 * @param request what the caller says of the entry
	 * @param loader asks the origin, on this thread
	 * @return the value
	 * @throws Throwable whatever the loader throws, untouched
	 * @throws OriginBusyException if the load was not given its turn in time
	 */
	public @Nullable Object get(CacheRequest request, Loader loader) throws Throwable {
		EntryKey key = this.entries.key(request.key());
		@Nullable Transaction transaction = Transactions.current();
		Found found = look(key, request, transaction);
		if (found.mayServe()) {
			serve(key, request, found, Call.blocking(loader));
			read(LoadScope.current(), found);
			return found.value();
		}
		CallerThread thread = new CallerThread();
		Call call = new Call(key, asked(request), Call.blocking(loader), thread, null, LoadScope.isLoading(this.name),
				found == Found.AHEAD, transaction);
		Loaded loaded = thread.await(this.loads.load(call, found.markers()));
		read(LoadScope.current(), loaded.lease());
		return loaded.value();
	}

	/**
	 * The same without blocking.
	 * @param request what the caller says of the entry
	 * @param loader asks the origin; called on another thread
	 * @return the value, or whatever the loader throws
	 */
	public CompletableFuture<@Nullable Object> getAsync(CacheRequest request,
			Supplier<? extends CompletionStage<?>> loader) {
		return getAsync(request, loader, Transactions.current());
	}

	/**
	 * The same in a transaction that need not be one of this thread.
	 * @param request what the caller says of the entry
	 * @param loader asks the origin; called on another thread
	 * @param transaction the transaction the caller is in, if any
	 * @return the value, or whatever the loader throws
	 */
	public CompletableFuture<@Nullable Object> getAsync(CacheRequest request,
			Supplier<? extends CompletionStage<?>> loader, @Nullable Transaction transaction) {
		EntryKey key = this.entries.key(request.key());
		@Nullable LoadScope outer = LoadScope.current();
		boolean nested = LoadScope.isLoading(this.name);
		@Nullable ConsistencyContext caller = ConsistencyContext.current();
		CacheRequest asked = asked(request);
		Supplier<? extends CompletionStage<?>> carried = ConsistencyContext.carrying(caller, loader::get);
		CompletableFuture<@Nullable Object> result = new CompletableFuture<>();
		this.store.settled(this.executor)
			.thenCompose(
					(settled) -> ConsistencyContext.carrying(caller, () -> lookAsync(key, request, transaction)).get())
			.thenCompose((found) -> {
				if (found.mayServe()) {
					if (transaction == null) {
						// A refresh must not see what may never be committed.
						serve(key, request, found, loader);
					}
					read(outer, found);
					return CompletableFuture.completedFuture(found.value());
				}
				Call call = new Call(key, asked, carried, this.executor, null, nested, found == Found.AHEAD,
						transaction);
				return this.loads.load(call, found.markers()).thenApplyAsync((loaded) -> {
					read(outer, loaded.lease());
					return loaded.value();
				}, this.executor);
			})
			.whenComplete((value, ex) -> {
				if (ex != null) {
					result.completeExceptionally(OriginFailure.unwrap(ex));
				}
				else {
					result.complete(value);
				}
			});
		return result;
	}

	private Found look(EntryKey key, CacheRequest request, @Nullable Transaction transaction) {
		return (transaction != null && transaction.hides(key)) ? counted(Found.BYPASS)
				: counted(visible(find(key, request), transaction));
	}

	private CompletableFuture<Found> lookAsync(EntryKey key, CacheRequest request, @Nullable Transaction transaction) {
		return (transaction != null && transaction.hides(key))
				? CompletableFuture.completedFuture(counted(Found.BYPASS))
				: findAsync(key, request).thenApply((found) -> counted(visible(found, transaction)));
	}

	/**
	 * What a transaction is about to invalidate is not there any more for itself.
	 */
	private static Found visible(Found found, @Nullable Transaction transaction) {
		return (transaction != null && found.entry() != null && transaction.hides(found.entry().tags()))
				? new Found(Found.Status.BYPASS, found.markers(), null, null) : found;
	}

	private Found find(EntryKey key, CacheRequest request) {
		ConsistencyContext caller = this.session.caller(consistency(request));
		CacheRequest asked = asked(request);
		return (caller == null) ? here(key, asked) : findFor(caller, key, asked);
	}

	private Found findFor(ConsistencyContext caller, EntryKey key, CacheRequest request) {
		Passed passed = this.store.passed();
		if (SessionReads.covers(passed, caller.token())) {
			Found found = here(key, request);
			Markers markers = found.markers();
			if (markers != null && passed.isOf(markers)) {
				this.session.shown(caller, markers);
				return found;
			}
		}
		return seek(caller, key, request).join();
	}

	private CompletableFuture<Found> seek(ConsistencyContext caller, EntryKey key, CacheRequest request) {
		return this.session.find(
				new SessionReads.Reader(caller, key, request, this.entries, this.statistics, this.executor),
				() -> hereAsync(key, request));
	}

	/**
	 * What may only be served while it is refreshed is not for callers with a token, nor
	 * where nothing but the last state will do.
	 */
	private CacheRequest asked(CacheRequest request) {
		return switch (consistency(request)) {
			case EVENTUAL -> request;
			case SESSION -> ConsistencyToken.current().isEmpty() ? request : request.strong();
			case STRONG -> request.strong();
		};
	}

	private Consistency consistency(CacheRequest request) {
		Consistency consistency = request.consistency();
		return (consistency != null) ? consistency : this.consistency;
	}

	private Found here(EntryKey key, CacheRequest request) {
		while (true) {
			Look look = this.looks.await(key, this.entries.expectedTags(key, request), () -> this.loads.underWay(key));
			Found found = this.entries.judge(key, request, look);
			if (found.status() != Found.Status.UNJUDGED) {
				return found;
			}
		}
	}

	private CompletableFuture<Found> findAsync(EntryKey key, CacheRequest request) {
		ConsistencyContext caller = this.session.caller(consistency(request));
		CacheRequest asked = asked(request);
		if (caller == null) {
			return hereAsync(key, asked);
		}
		Passed passed = this.store.passed();
		if (!SessionReads.covers(passed, caller.token())) {
			return seek(caller, key, asked);
		}
		return hereAsync(key, asked).thenCompose((found) -> {
			Markers markers = found.markers();
			if (markers != null && passed.isOf(markers)) {
				this.session.shown(caller, markers);
				return CompletableFuture.completedFuture(found);
			}
			return seek(caller, key, asked);
		});
	}

	private CompletableFuture<Found> hereAsync(EntryKey key, CacheRequest request) {
		return this.looks.ask(key, this.entries.expectedTags(key, request), () -> this.loads.underWay(key))
			.thenComposeAsync((look) -> {
				Found found = this.entries.judge(key, request, look);
				return (found.status() != Found.Status.UNJUDGED) ? CompletableFuture.completedFuture(found)
						: hereAsync(key, request);
			}, this.executor);
	}

	private Found counted(Found found) {
		if (found.status() == Found.Status.CORRUPT) {
			this.statistics.count(Event.CORRUPT);
		}
		this.statistics.count(switch (found.status()) {
			case FRESH -> Event.HIT;
			case STALE -> Event.STALE;
			case BYPASS -> Event.BYPASS;
			default -> Event.MISS;
		});
		return found;
	}

	private void serve(EntryKey key, CacheRequest request, Found found, Supplier<? extends CompletionStage<?>> loader) {
		if (found.entry() != null && found.markers() != null
				&& (found.status() == Found.Status.STALE || this.entries.isDue(found.entry()))) {
			this.loads.refresh(new Call(key, request, loader, this.executor, found.entry(), false, false, null),
					found.markers());
		}
	}

	private static void read(@Nullable LoadScope scope, Found found) {
		if (found.entry() != null) {
			read(scope, found.entry().lease());
		}
	}

	private static void read(@Nullable LoadScope scope, @Nullable Lease lease) {
		if (scope != null) {
			scope.read(lease);
		}
	}

	/**
	 * Begin to put a value that is about to be computed: takes the lease under which it
	 * may be stored.
	 * @return what completes the put
	 */
	public PendingPut beginPut() {
		return beginPutAsync().join();
	}

	/**
	 * The same without waiting.
	 * @return what completes the put
	 */
	public CompletableFuture<PendingPut> beginPutAsync() {
		return beginPutAsync(Transactions.current());
	}

	/**
	 * The same in a transaction that need not be one of this thread.
	 * @param transaction the transaction the caller is in, if any
	 * @return what completes the put
	 */
	public CompletableFuture<PendingPut> beginPutAsync(@Nullable Transaction transaction) {
		return this.puts.begin(transaction);
	}

	/**
	 * Return a view for one invocation of a method: values are bound to its return type,
	 * and what it stores after a miss is stored under the lease of that miss.
	 * @param type the declared type of the value
	 * @param put whether the invocation will put a value that it has not looked for
	 * @return the view, to be used for this invocation only
	 */
	public Cache forInvocation(Type type, boolean put) {
		return forInvocation(type, put, Transactions.current());
	}

	/**
	 * The same in a transaction that need not be one of this thread.
	 * @param type the declared type of the value
	 * @param put whether the invocation will put a value that it has not looked for
	 * @param transaction the transaction the caller is in, if any
	 * @return the view, to be used for this invocation only
	 */
	public Cache forInvocation(Type type, boolean put, @Nullable Transaction transaction) {
		return new InvocationCache(this, type, put ? beginPutAsync(transaction).join() : null, transaction);
	}

	Found lookup(Object key, Type type, @Nullable Transaction transaction) {
		return lookedUp(LoadScope.current(), look(this.entries.key(key), CacheRequest.of(key, type), transaction));
	}

	CompletableFuture<Found> lookupAsync(Object key, Type type, @Nullable Transaction transaction) {
		@Nullable LoadScope outer = LoadScope.current();
		EntryKey entry = this.entries.key(key);
		Supplier<CompletableFuture<Found>> look = ConsistencyContext
			.carrying(() -> lookAsync(entry, CacheRequest.of(key, type), transaction));
		return this.store.settled(this.executor)
			.thenCompose((settled) -> look.get())
			.thenApply((found) -> lookedUp(outer, found));
	}

	private static Found lookedUp(@Nullable LoadScope scope, Found found) {
		if (found.status() == Found.Status.FRESH) {
			read(scope, found);
		}
		return found;
	}

	/**
	 * Store what was loaded after a miss, under the lease of the miss.
	 */
	void fill(CacheRequest request, @Nullable Object value, @Nullable Lease lease, @Nullable Transaction transaction) {
		EntryKey key = this.entries.key(request.key());
		@Nullable Lease limited = (transaction != null) ? transaction.limit(lease) : lease;
		Loaded loaded = this.entries.encode(request, value, limited);
		this.fills.write(transaction, key, request, loaded, 0, (entry, ttl) -> this.store.store(key, entry, ttl))
			.join();
	}

	@Override
	public @Nullable ValueWrapper get(Object key) {
		return InvocationCache.wrap(lookup(key, this.type, Transactions.current()));
	}

	@Override
	public <T> @Nullable T get(Object key, @Nullable Class<T> type) {
		if (type != null) {
			this.entries.know(type);
		}
		return InvocationCache.cast(lookup(key, this.type, Transactions.current()), type);
	}

	@Override
	public <T> @Nullable T get(Object key, Callable<T> valueLoader) {
		return InvocationCache.load(this, CacheRequest.of(key, this.type), valueLoader);
	}

	@Override
	public CompletableFuture<?> retrieve(Object key) {
		return lookupAsync(key, this.type, Transactions.current()).thenApply(InvocationCache::wrap);
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> valueLoader) {
		return (CompletableFuture<T>) getAsync(CacheRequest.of(key, this.type), valueLoader);
	}

	@Override
	public void put(Object key, @Nullable Object value) {
		beginPut().complete(CacheRequest.of(key, this.type), value);
	}

	@Override
	public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
		return putIfAbsent(CacheRequest.of(key, this.type), value, Transactions.current());
	}

	@Nullable ValueWrapper putIfAbsent(CacheRequest request, @Nullable Object value, @Nullable Transaction transaction) {
		EntryKey key = this.entries.key(request.key());
		while (true) {
			Look look = this.looks.await(key, this.entries.expectedTags(key, request), Looks.NONE);
			Found found = this.entries.judge(key, request, look);
			if (found.status() == Found.Status.UNJUDGED) {
				continue;
			}
			boolean hidden = transaction != null && transaction.hides(key);
			if (visible(found, transaction).status() == Found.Status.FRESH && !hidden) {
				return new SimpleValueWrapper(lookedUp(LoadScope.current(), found).value());
			}
			Lease lease = (found.markers() != null) ? found.markers().lease() : null;
			if (this.lastWriteWins != null) {
				beginPutAsync(transaction).join().complete(request, value);
				return null;
			}
			Loaded loaded = this.entries.encode(request, value,
					(transaction != null) ? transaction.limit(lease) : lease);
			boolean[] overtaken = { false };
			this.fills
				.write(transaction, key, request, loaded, 0,
						(entry, ttl) -> this.store.replace(key, look, entry, ttl)
							.whenComplete((stored, ex) -> overtaken[0] = stored == Stored.OVERTAKEN))
				.join();
			if (!overtaken[0]) {
				return null;
			}
		}
	}

	/**
	 * Return what is held under a key, for {@link #putIfVersion}.
	 * @param key the key
	 * @return the value and its version, or {@code null} if Redis cannot be asked
	 */
	public @Nullable Versioned getVersioned(Object key) {
		Found found = lookup(key, this.type, Transactions.current());
		Markers markers = found.markers();
		if (markers == null) {
			return null;
		}
		Envelope entry = found.entry();
		boolean present = found.status() == Found.Status.FRESH && entry != null;
		Lease lease = (present && entry != null) ? entry.lease() : markers.lease();
		return new Versioned(present, present ? found.value() : null,
				new Versioned.Version(lease.epoch(), lease.number()));
	}

	/**
	 * Put a value, if nothing was put under its key since a version was read, and nothing
	 * that covers the value was invalidated. Of several that were read at once one
	 * succeeds. Between regions that holds only for what has arrived: of concurrent puts
	 * in two of them both may succeed, and both are dropped when they meet.
	 * @param request what the caller says of the entry
	 * @param value the value
	 * @param version the version that was read
	 * @return whether it was put; if not, read again
	 * @throws RegionsBehindException if other regions are to be waited for, and that
	 * takes too long
	 * @throws IllegalStateException in a transaction that may write: the answer would be
	 * needed before it has committed; or if the last writer wins in this cache, for then
	 * another region may always replace the value
	 */
	public boolean putIfVersion(CacheRequest request, @Nullable Object value, Versioned.Version version) {
		if (this.lastWriteWins != null) {
			throw new IllegalStateException(
					("The last writer wins in cache '%s', so nothing can be put on a condition. "
							+ "Set 'regions.caches.%s.conflict=drop' for that")
						.formatted(this.name, this.name));
		}
		@Nullable Transaction transaction = Transactions.current();
		if (transaction != null && transaction.mayHaveWritten()) {
			throw new IllegalStateException("putIfVersion cannot wait for the commit of a transaction, since it says "
					+ "whether the value was put. Call it before the transaction or after it, "
					+ "or in one that is read-only");
		}
		Lease lease = new Lease(version.epoch(), version.number());
		EntryKey key = this.entries.key(request.key());
		Loaded loaded = this.entries.encode(request, value, lease);
		Collection<Scope> tags = loaded.tags();
		if (loaded.encoded() == null || tags == null) {
			return false;
		}
		this.statistics.count(Event.PUT);
		Writes writes = Invalidations.writes();
		return this.shipping.begin(transaction)
			.thenCompose((known) -> this.invalidations.putIfUnmoved(key, lease, tags, writes)
				.thenCompose((granted) -> granted.isEmpty() ? CompletableFuture.completedFuture(false)
						: this.puts.write(key, request, loaded, granted.get(), known)))
			.join();
	}

	/**
	 * The same for an untagged value with the settings of this cache.
	 * @param key the key
	 * @param value the value
	 * @param version the version that was read
	 * @return whether it was put
	 */
	public boolean putIfVersion(Object key, @Nullable Object value, Versioned.Version version) {
		return putIfVersion(CacheRequest.of(key, this.type), value, version);
	}

	@Override
	public void evict(Object key) {
		evict(key, Transactions.current());
	}

	void evict(Object key, @Nullable Transaction transaction) {
		this.statistics.count(Event.EVICT);
		EntryKey entry = this.entries.key(key);
		remove(transaction, entry.scope(), () -> {
			this.store.unlink(List.of(entry));
			return this.invalidations.remove(entry.scope());
		}, (ex) -> this.failures.evict(ex, this, key));
	}

	/**
	 * {@inheritDoc} In a transaction the entry is removed at once, and once more after
	 * the commit.
	 */
	@Override
	public boolean evictIfPresent(Object key) {
		return evictIfPresent(key, Transactions.current());
	}

	boolean evictIfPresent(Object key, @Nullable Transaction transaction) {
		EntryKey entry = this.entries.key(key);
		CompletableFuture<Long> unlinked = this.store.unlink(List.of(entry));
		if (transaction != null) {
			Invalidations.await(this.invalidations.remove(entry.scope()));
		}
		evict(key, transaction);
		return unlinked.join() > 0;
	}

	@Override
	public void clear() {
		clear(Transactions.current());
	}

	void clear(@Nullable Transaction transaction) {
		this.statistics.count(Event.CLEAR);
		Scope all = Scope.cache(this.name);
		remove(transaction, all, () -> this.invalidations.remove(all), (ex) -> this.failures.clear(ex, this));
	}

	/**
	 * {@inheritDoc} In a transaction all entries are removed at once, and once more after
	 * the commit.
	 */
	@Override
	public boolean invalidate() {
		return invalidate(Transactions.current());
	}

	boolean invalidate(@Nullable Transaction transaction) {
		if (transaction != null) {
			Invalidations.await(this.invalidations.remove(Scope.cache(this.name)));
		}
		clear(transaction);
		return false;
	}

	private void remove(@Nullable Transaction transaction, Scope scope, Supplier<CompletableFuture<?>> removal,
			Consumer<RuntimeException> failed) {
		if (transaction != null) {
			transaction.afterCommit(AfterCommit.invalidation(List.of(scope), removal, failed, this.holds));
		}
		else {
			Invalidations.await(removal.get());
		}
	}

	ReplicationSettings replication() {
		return this.invalidations.settings();
	}

	EntryKey entryKey(Object key) {
		return this.entries.key(key);
	}

}
