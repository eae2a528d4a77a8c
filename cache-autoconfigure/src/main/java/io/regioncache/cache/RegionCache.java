package io.regioncache.cache;

import java.lang.reflect.Type;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

import io.regioncache.annotation.Internal;
import io.regioncache.annotation.PublicApi;
import io.regioncache.cache.bulk.BulkReads;
import io.regioncache.cache.bulk.BulkRequests;
import io.regioncache.cache.entry.CacheParts;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics;
import io.regioncache.cache.entry.Entries;
import io.regioncache.cache.entry.Found;
import io.regioncache.cache.entry.CacheKeys;
import io.regioncache.cache.invalidation.RegionsBehindException;
import io.regioncache.cache.key.KeyEncoder;
import io.regioncache.cache.load.LoadRequest;
import io.regioncache.cache.load.LoadScope;
import io.regioncache.cache.load.Loader;
import io.regioncache.cache.load.OriginBusyException;
import io.regioncache.cache.put.ConditionalPuts;
import io.regioncache.cache.put.PendingPut;
import io.regioncache.cache.put.Versioned;
import io.regioncache.cache.read.BlockingReads;
import io.regioncache.cache.read.GuardedLoads;
import io.regioncache.cache.read.Reads;
import io.regioncache.cache.read.SessionReads;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.cache.settings.ValueSettings;
import io.regioncache.cache.near.NearCache;
import io.regioncache.cache.entry.NearEntries;
import io.regioncache.cache.transaction.CommitHolds;
import io.regioncache.cache.transaction.Transaction;
import io.regioncache.cache.transaction.Transactions;
import io.regioncache.store.RegionStore;
import io.regioncache.store.connection.Waiting;
import org.jspecify.annotations.Nullable;

import org.springframework.cache.Cache;

/**
 * A cache whose entries live in the Redis of the home region.
 * <p>
 * After an invalidation has returned, no caller of this or any other process of the
 * region is answered with a value whose load began before it. If Redis cannot be asked,
 * callers are answered by the origin. Keys are of the types that {@link KeyEncoder}
 * supports, others bypass the cache; values are bound to the type the caller declares, or
 * to {@link ValueSettings#type()}.
 *
 * @since 0.1
 */
@PublicApi
public final class RegionCache implements Cache {

	private final String name;

	private final Type type;

	private final RegionStore store;

	private final Entries entries;

	private final Reads reads;

	private final GuardedLoads guarded;

	private final BlockingReads blockingReads;

	private final CacheOperations operations;

	private final CacheStatistics statistics;

	RegionCache(CacheParts parts, InstantSource clock, SessionReads session, CommitHolds holds,
			CommitFailures failures) {
		CacheSettings settings = parts.settings();
		this.name = parts.name();
		this.type = (settings.values().type() != null) ? settings.values().type() : Object.class;
		this.store = parts.store();
		this.entries = parts.entries();
		this.statistics = parts.statistics();
		this.operations = new CacheOperations(this, parts, clock, session, holds, failures);
		this.reads = this.operations.reads();
		this.guarded = this.operations.guarded();
		this.blockingReads = this.operations.blockingReads();
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
		@Nullable Transaction transaction = Transactions.current();
		NearEntries.@Nullable Hit near = this.reads.near().find(request, transaction);
		if (near != null) {
			this.blockingReads.refreshIfDue(near, request, loader);
			LoadScope.note(LoadScope.current(), near.found());
			return near.found().value();
		}
		return this.blockingReads.lookUp(request, loader, transaction);
	}

	/**
	 * The same without blocking.
	 * @param request what the caller says of the entry
	 * @param loader asks the origin; called on another thread
	 * @return the value, or whatever the loader throws
	 */
	public CompletableFuture<@Nullable Object> getAsync(CacheRequest request,
			Supplier<? extends CompletionStage<?>> loader) {
		return this.operations.asyncReads().get(request, loader, Transactions.current());
	}

	/**
	 * Return the values of many keys, loading those that are missing in one call.
	 * @param <K> the type of the keys
	 * @param ids the keys; duplicates count once
	 * @param <V> the type of the values
	 * @param type the same
	 * @param loader asks the origin; what it leaves out is cached as {@code null}
	 * @return the values in the order of the caller, without those that are {@code null}
	 * @throws OriginBusyException if the load was not given its turn in time
	 */
	@SuppressWarnings("unchecked")
	public <K, V> Map<K, V> getAll(Collection<? extends K> ids, Class<V> type,
			Function<? super List<K>, ? extends @Nullable Map<? extends K, ? extends V>> loader) {
		return (Map<K, V>) BulkRequests.<K>of(ids, type).getUnchecked(bulk(), loader::apply);
	}

	/**
	 * Return what reads many entries, see {@link BulkRequests}.
	 * @return the reads of this cache
	 */
	public BulkReads bulk() {
		return this.operations.bulkReads();
	}

	/**
	 * Begin to put a value that is about to be computed: takes the lease under which it
	 * may be stored.
	 * @return what completes the put
	 */
	@Internal
	public PendingPut beginPut() {
		return Waiting.join(this.operations.puts().begin(Transactions.current()));
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
	@Internal
	public Cache forInvocation(Type type, boolean put, @Nullable Transaction transaction) {
		return new InvocationCache(this, type, put ? Waiting.join(this.operations.puts().begin(transaction)) : null,
				transaction);
	}

	private Found lookup(Object key) {
		return this.operations.asyncReads().findNow(CacheRequest.of(key, this.type), Transactions.current());
	}

	@Override
	public @Nullable ValueWrapper get(Object key) {
		return InvocationCache.wrap(lookup(key));
	}

	@Override
	public <T> @Nullable T get(Object key, @Nullable Class<T> type) {
		if (type != null) {
			this.entries.know(type);
		}
		return InvocationCache.cast(lookup(key), type);
	}

	@Override
	public <T> @Nullable T get(Object key, Callable<T> valueLoader) {
		return InvocationCache.load(this, CacheRequest.of(key, this.type), valueLoader);
	}

	@Override
	public CompletableFuture<?> retrieve(Object key) {
		return this.operations.asyncReads()
			.find(CacheRequest.of(key, this.type), Transactions.current())
			.thenApply(InvocationCache::wrap);
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
		return this.operations.conditionalPuts()
			.putIfAbsent(CacheRequest.of(key, this.type), value, Transactions.current());
	}

	/**
	 * Return what is held under a key, for {@link #putIfVersion}.
	 * @param key the key
	 * @return the value and its version, or {@code null} if Redis cannot be asked
	 */
	public @Nullable Versioned getVersioned(Object key) {
		return ConditionalPuts
			.versioned(this.operations.asyncReads().lookUpNow(CacheRequest.of(key, this.type), Transactions.current()));
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
		return this.operations.conditionalPuts().putIfVersion(request, value, version, Transactions.current());
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
		this.operations.evictions().evict(key, Transactions.current());
	}

	/**
	 * {@inheritDoc} In a transaction the entry is removed at once, and once more after
	 * the commit.
	 */
	@Override
	public boolean evictIfPresent(Object key) {
		return this.operations.evictions().evictIfPresent(key, Transactions.current());
	}

	@Override
	public void clear() {
		this.operations.evictions().clear(Transactions.current());
	}

	/**
	 * {@inheritDoc} In a transaction all entries are removed at once, and once more after
	 * the commit.
	 */
	@Override
	public boolean invalidate() {
		return this.operations.evictions().clearAtOnce(Transactions.current());
	}

	/**
	 * Return what this process keeps of this cache itself.
	 * @return the entries; empty if it keeps none
	 */
	@Internal
	public Optional<NearCache<?>> near() {
		NearEntries near = this.entries.near();
		return (near != null) ? Optional.of(near.near()) : Optional.empty();
	}

	/**
	 * Return what reads single entries for callers that wait.
	 * @return the reads of this cache
	 */
	@Internal
	public BlockingReads blockingReads() {
		return this.blockingReads;
	}

	/**
	 * Return what this cache does for callers whose transaction need not be one of this
	 * thread.
	 * @return the operations of this cache
	 */
	@Internal
	public CacheOperations operations() {
		return this.operations;
	}

	CacheKeys keys() {
		return this.entries.keys();
	}

}
