package io.regioncache.cache;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.regioncache.annotation.Internal;
import io.regioncache.annotation.PublicApi;
import io.regioncache.cache.load.Handover;
import io.regioncache.cache.entry.CacheParts;
import io.regioncache.cache.entry.CacheStatistics;
import io.regioncache.cache.entry.Entries;
import io.regioncache.cache.entry.EntryLifetimes;
import io.regioncache.cache.entry.CacheKeys;
import io.regioncache.cache.entry.OriginIds;
import io.regioncache.cache.entry.RateLimitedLogger;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.cache.invalidation.InvalidationOutcome;
import io.regioncache.cache.invalidation.Invalidations;
import io.regioncache.cache.invalidation.MethodAnnouncement;
import io.regioncache.cache.invalidation.RegionsBehindException;
import io.regioncache.cache.read.SessionReads;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.cache.settings.ReplicationSettings.Conflict;
import io.regioncache.cache.transaction.AnnouncedInvalidations;
import io.regioncache.cache.transaction.CommitHolds;
import io.regioncache.cache.transaction.Transaction;
import io.regioncache.cache.transaction.Transactions;
import io.regioncache.store.RegionStore;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Scope;
import io.regioncache.writebehind.WriteBehind;
import org.jspecify.annotations.Nullable;

import org.springframework.cache.CacheManager;
import org.springframework.cache.interceptor.CacheErrorHandler;
import org.springframework.util.Assert;

/**
 * The caches of the home region. A cache exists from the first time it is asked for.
 *
 * @since 0.1
 */
@PublicApi
public final class RegionCacheManager implements CacheManager {

	private final RegionStore store;

	private final Map<String, CacheSettings> settings;

	private final ManagerSettings shared;

	private final int origin;

	private final CommitFailures failures = new CommitFailures();

	private final CommitHolds holds;

	private final SessionReads session;

	private final CacheInvalidations invalidations;

	private final Function<String, @Nullable WriteBehind> behind;

	private final ConcurrentHashMap<String, RegionCache> caches = new ConcurrentHashMap<>();

	private final List<Consumer<RegionCache>> created = new CopyOnWriteArrayList<>();

	RegionCacheManager(String region, RegionStore store, ManagerSettings shared, Map<String, CacheSettings> settings,
			Collection<String> names, Function<String, @Nullable WriteBehind> behind) {
		this.store = store;
		this.shared = shared;
		this.settings = settings;
		this.origin = OriginIds.of(region);
		this.behind = behind;
		this.session = new SessionReads(store, shared.session());
		this.holds = new CommitHolds(store.holds(), new RateLimitedLogger()::tell, shared.hold());
		this.invalidations = new CacheInvalidations(this::getCache, this::settings, store, shared, this.holds,
				this.failures);
		names.forEach(this::getCache);
	}

	/**
	 * Build a manager.
	 * @param region the name of the home region
	 * @param store the bytes of the home region
	 * @return a builder
	 */
	@Internal
	public static RegionCacheManagerBuilder builder(String region, RegionStore store) {
		return new RegionCacheManagerBuilder(region, store);
	}

	@Override
	public RegionCache getCache(String name) {
		RegionCache cache = this.caches.get(name);
		return (cache != null) ? cache : create(name);
	}

	private RegionCache create(String name) {
		RegionCache[] mine = new RegionCache[1];
		RegionCache cache = this.caches.computeIfAbsent(name, (missing) -> mine[0] = make(missing));
		if (mine[0] != null) {
			this.created.forEach((listener) -> listener.accept(cache));
		}
		return cache;
	}

	/**
	 * Return the settings of a cache, whether it exists yet or not.
	 * @param name the name of the cache
	 * @return the settings
	 */
	public CacheSettings settings(String name) {
		return this.settings.getOrDefault(name, this.shared.defaults());
	}

	/**
	 * Call back with every cache there is, and with each that comes into being.
	 * @param listener the callback
	 */
	public void forEach(Consumer<RegionCache> listener) {
		this.created.add(listener);
		this.caches.values().forEach(listener);
	}

	/**
	 * Return whether something writes the changes of a cache to a database later.
	 * @param name the name of the cache
	 * @return whether it has a writer
	 */
	public boolean isWrittenBehind(String name) {
		return this.behind.apply(name) != null;
	}

	private RegionCache make(String name) {
		Assert.hasText(name, "The name of a cache must not be empty");
		CacheSettings settings = settings(name);
		CacheStatistics statistics = new CacheStatistics();
		CacheKeys keys = new CacheKeys(name, this.store.keysOf(name, settings.values().schema(),
				settings.replication().conflict() == Conflict.LAST_WRITE_WINS), statistics);
		Entries entries = new Entries(keys, new EntryLifetimes(settings, this.shared.clock()), this.store,
				this.shared.codec().in(settings.values().format()), statistics, this.origin);
		CacheParts parts = new CacheParts(name, settings, this.store, entries, statistics, this.shared.executor(),
				() -> this.behind.apply(name));
		return new RegionCache(parts, this.shared.clock(), this.session, this.holds, this.failures);
	}

	@Override
	public Collection<String> getCacheNames() {
		return new TreeSet<>(this.caches.keySet());
	}

	/**
	 * Have failures to invalidate or to put after the commit of a transaction handled.
	 * Without a handler they are logged.
	 * @param handler what it throws is thrown to whoever has committed, after all else is
	 * done
	 */
	public void setErrorHandler(CacheErrorHandler handler) {
		this.failures.handler(handler);
	}

	/**
	 * Return what a method has announced to invalidate, for the transactions inside it.
	 * @param invalidations the invalidations, determined when they are first needed
	 * @return the announcement
	 */
	@Internal
	public AnnouncedInvalidations announced(Supplier<List<Invalidation>> invalidations) {
		return new MethodAnnouncement(this::covered, (invalidation) -> invalidateAsync(invalidation, null), this.holds,
				invalidations);
	}

	/**
	 * How far the home region had come when it was last heard of.
	 */
	@Internal
	public @Nullable Lease observed() {
		return this.store.own().leases().observed();
	}

	/**
	 * Invalidate, and wait until the home region has applied it. In a transaction it is
	 * held until after the commit.
	 * @param invalidation what is to be invalidated
	 * @return whether it was applied, is kept and retried, or held
	 * @throws RegionsBehindException if other regions are to be waited for, and that
	 * takes too long
	 */
	public InvalidationOutcome invalidate(Invalidation invalidation) {
		return Invalidations.await(this.invalidations.send(invalidation, Transactions.current()));
	}

	/**
	 * The same without waiting.
	 * @param invalidation what is to be invalidated
	 * @return whether it was applied, is kept and retried, or held; exceptional only with
	 * {@link RegionsBehindException}
	 */
	public CompletableFuture<InvalidationOutcome> invalidateAsync(Invalidation invalidation) {
		return invalidateAsync(invalidation, Transactions.current());
	}

	/**
	 * The same in a transaction that need not be one of this thread.
	 * @param invalidation what is to be invalidated
	 * @param transaction the transaction the caller is in, if any
	 * @return whether it was applied, is kept and retried, or held; exceptional only with
	 * {@link RegionsBehindException}
	 */
	@Internal
	public CompletableFuture<InvalidationOutcome> invalidateAsync(Invalidation invalidation,
			@Nullable Transaction transaction) {
		return Handover.to(this.shared.executor(), this.invalidations.send(invalidation, transaction));
	}

	/**
	 * Return the scopes of an invalidation, without counting it.
	 */
	@Internal
	public Set<Scope> covered(Invalidation invalidation) {
		return this.invalidations.covered(invalidation);
	}

}
