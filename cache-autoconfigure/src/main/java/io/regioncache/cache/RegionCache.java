package io.regioncache.cache;

import java.lang.reflect.Type;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.regioncache.cache.CacheStatistics.Event;
import io.regioncache.cache.Entries.Found;
import io.regioncache.store.EntryKey;
import io.regioncache.store.Grant;
import io.regioncache.store.Envelope;
import io.regioncache.store.Lease;
import io.regioncache.store.Markers;
import io.regioncache.store.Look;
import io.regioncache.store.Positions;
import io.regioncache.store.RegionStore;
import io.regioncache.store.Scope;
import io.regioncache.store.Stored;
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

	private final Executor executor;

	private final CacheStatistics statistics;

	private final Shipping shipping;

	private final Invalidations invalidations;

	RegionCache(String name, CacheSettings settings, RegionStore store, Entries entries, CacheStatistics statistics,
			Executor executor, Shipping shipping) {
		this.shipping = shipping;
		this.invalidations = new Invalidations(store, settings.replication());
		this.name = name;
		this.type = (settings.type() != null) ? settings.type() : Object.class;
		this.store = store;
		this.entries = entries;
		this.statistics = statistics;
		this.executor = executor;
		this.looks = new Looks(store);
		this.loads = new Loads(name, settings, store, entries, this.looks, statistics, shipping);
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
		Found found = find(key, request);
		if (found.mayServe()) {
			serve(key, request, found, Call.blocking(loader));
			read(LoadScope.current(), found);
			return found.value();
		}
		CallerThread thread = new CallerThread();
		Call call = new Call(key, request, Call.blocking(loader), thread, null, LoadScope.isLoading(this.name));
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
		EntryKey key = this.entries.key(request.key());
		@Nullable LoadScope outer = LoadScope.current();
		boolean nested = LoadScope.isLoading(this.name);
		CompletableFuture<@Nullable Object> result = new CompletableFuture<>();
		this.store.settled(this.executor).thenCompose((settled) -> findAsync(key, request)).thenCompose((found) -> {
			if (found.mayServe()) {
				serve(key, request, found, loader);
				read(outer, found);
				return CompletableFuture.completedFuture(found.value());
			}
			Call call = new Call(key, request, loader, this.executor, null, nested);
			return this.loads.load(call, found.markers()).thenApplyAsync((loaded) -> {
				read(outer, loaded.lease());
				return loaded.value();
			}, this.executor);
		}).whenComplete((value, ex) -> {
			if (ex != null) {
				result.completeExceptionally(OriginFailure.unwrap(ex));
			}
			else {
				result.complete(value);
			}
		});
		return result;
	}

	private Found find(EntryKey key, CacheRequest request) {
		while (true) {
			Look look = this.looks.await(key, this.entries.expectedTags(key, request), () -> this.loads.underWay(key));
			Found found = this.entries.judge(key, request, look);
			if (found.status() != Found.Status.UNJUDGED) {
				return counted(found);
			}
		}
	}

	private CompletableFuture<Found> findAsync(EntryKey key, CacheRequest request) {
		return this.looks.ask(key, this.entries.expectedTags(key, request), () -> this.loads.underWay(key))
			.thenComposeAsync((look) -> {
				Found found = this.entries.judge(key, request, look);
				return (found.status() != Found.Status.UNJUDGED) ? CompletableFuture.completedFuture(counted(found))
						: findAsync(key, request);
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
		if (found.entry() != null && (found.status() == Found.Status.STALE || this.entries.isDue(found.entry()))) {
			this.loads.refresh(new Call(key, request, loader, this.executor, found.entry(), false), found.markers());
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
		return this.store.settled(this.executor)
			.thenCompose((settled) -> this.store.lease())
			.thenCompose(
					(lease) -> this.shipping.begin().thenApply((known) -> new LeasedPut(lease.orElse(null), known)));
	}

	/**
	 * Return a view for one invocation of a method: values are bound to its return type,
	 * and what it stores after a miss is stored under the lease of that miss.
	 * @param type the declared type of the value
	 * @param put whether the invocation will put a value that it has not looked for
	 * @return the view, to be used for this invocation only
	 */
	public Cache forInvocation(Type type, boolean put) {
		return new InvocationCache(this, type, put ? beginPut() : null);
	}

	Found lookup(Object key, Type type) {
		return lookedUp(LoadScope.current(), find(this.entries.key(key), CacheRequest.of(key, type)));
	}

	CompletableFuture<Found> lookupAsync(Object key, Type type) {
		@Nullable LoadScope outer = LoadScope.current();
		EntryKey entry = this.entries.key(key);
		return this.store.settled(this.executor)
			.thenCompose((settled) -> findAsync(entry, CacheRequest.of(key, type)))
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
	void fill(CacheRequest request, @Nullable Object value, @Nullable Lease lease) {
		EntryKey key = this.entries.key(request.key());
		Loaded loaded = this.entries.encode(request, value, lease);
		this.entries.write(key, request, loaded, 0, (entry, ttl) -> this.store.store(key, entry, ttl)).join();
	}

	@Override
	public @Nullable ValueWrapper get(Object key) {
		return InvocationCache.wrap(lookup(key, this.type));
	}

	@Override
	public <T> @Nullable T get(Object key, @Nullable Class<T> type) {
		if (type != null) {
			this.entries.know(type);
		}
		return InvocationCache.cast(lookup(key, this.type), type);
	}

	@Override
	public <T> @Nullable T get(Object key, Callable<T> valueLoader) {
		return InvocationCache.load(this, CacheRequest.of(key, this.type), valueLoader);
	}

	@Override
	public CompletableFuture<?> retrieve(Object key) {
		return lookupAsync(key, this.type).thenApply(InvocationCache::wrap);
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
		return putIfAbsent(CacheRequest.of(key, this.type), value);
	}

	@Nullable ValueWrapper putIfAbsent(CacheRequest request, @Nullable Object value) {
		EntryKey key = this.entries.key(request.key());
		while (true) {
			Look look = this.looks.await(key, this.entries.expectedTags(key, request), Looks.NONE);
			Found found = this.entries.judge(key, request, look);
			if (found.status() == Found.Status.FRESH) {
				return new SimpleValueWrapper(lookedUp(LoadScope.current(), found).value());
			}
			if (found.status() == Found.Status.UNJUDGED) {
				continue;
			}
			Lease lease = (found.markers() != null) ? found.markers().lease() : null;
			Loaded loaded = this.entries.encode(request, value, lease);
			boolean[] overtaken = { false };
			this.entries
				.write(key, request, loaded, 0,
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
		Found found = lookup(key, this.type);
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
	 */
	public boolean putIfVersion(CacheRequest request, @Nullable Object value, Versioned.Version version) {
		Lease lease = new Lease(version.epoch(), version.number());
		EntryKey key = this.entries.key(request.key());
		Loaded loaded = this.entries.encode(request, value, lease);
		Collection<Scope> tags = loaded.tags();
		if (loaded.encoded() == null || tags == null) {
			return false;
		}
		this.statistics.count(Event.PUT);
		return this.shipping.begin()
			.thenCompose((known) -> this.invalidations.putIfUnmoved(key, lease, tags)
				.thenCompose((granted) -> granted.isEmpty() ? CompletableFuture.completedFuture(false)
						: write(key, request, loaded, granted.get(), known)))
			.join();
	}

	private CompletableFuture<Boolean> write(EntryKey key, CacheRequest request, Loaded loaded, Grant grant,
			Optional<Positions> known) {
		Loaded leased = new Loaded(loaded.value(), loaded.encoded(), loaded.tags(), grant.lease());
		Entries.Writer writer = this.shipping.after((entry, ttl) -> this.store.store(key, entry, ttl), key,
				grant.lease(), known.map((positions) -> positions.and(grant.position())));
		return this.entries.write(key, request, leased, 0, writer);
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
		evictIfPresent(key);
	}

	@Override
	public boolean evictIfPresent(Object key) {
		this.statistics.count(Event.EVICT);
		EntryKey entry = this.entries.key(key);
		CompletableFuture<Long> unlinked = this.store.unlink(List.of(entry));
		this.invalidations.remove(List.of(entry.scope()));
		return unlinked.join() > 0;
	}

	@Override
	public void clear() {
		this.statistics.count(Event.CLEAR);
		this.invalidations.remove(List.of(Scope.cache(this.name)));
	}

	@Override
	public boolean invalidate() {
		clear();
		return false;
	}

	ReplicationSettings replication() {
		return this.invalidations.settings();
	}

	EntryKey entryKey(Object key) {
		return this.entries.key(key);
	}

	/**
	 * A put under the lease that was taken when it began.
	 */
	private final class LeasedPut implements PendingPut {

		private final @Nullable Lease lease;

		private final Optional<Positions> known;

		LeasedPut(@Nullable Lease lease, Optional<Positions> known) {
			this.lease = lease;
			this.known = known;
		}

		@Override
		public void complete(CacheRequest request, @Nullable Object value) {
			completeAsync(request, value).join();
		}

		@Override
		public CompletableFuture<Void> completeAsync(CacheRequest request, @Nullable Object value) {
			RegionCache cache = RegionCache.this;
			cache.statistics.count(Event.PUT);
			EntryKey key = cache.entries.key(request.key());
			Loaded loaded = cache.entries.encode(request, value, this.lease);
			Collection<Scope> tags = (loaded.tags() != null) ? loaded.tags() : List.of();
			return cache.invalidations.put(key, this.lease, tags).thenCompose((granted) -> {
				if (granted.isEmpty()) {
					return CompletableFuture.completedFuture(false);
				}
				return cache.write(key, request, loaded, granted.get(), this.known);
			}).thenApply((stored) -> null);
		}

	}

}
