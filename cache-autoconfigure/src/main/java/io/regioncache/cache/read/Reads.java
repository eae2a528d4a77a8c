package io.regioncache.cache.read;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.regioncache.cache.entry.CacheParts;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.Entries;
import io.regioncache.cache.entry.Found;
import io.regioncache.cache.entry.NearEntries;
import io.regioncache.cache.entry.LookupCoalescer;
import io.regioncache.cache.load.CallerThread;
import io.regioncache.cache.load.Loads;
import io.regioncache.cache.read.BoundedReads.BoundedRead;
import io.regioncache.cache.transaction.Transaction;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.store.RegionStore;
import io.regioncache.store.entry.EntryKey;
import org.jspecify.annotations.Nullable;

/**
 * Finds the entries of one cache for a caller: nothing that its own transaction is about
 * to invalidate, and nothing older than it has written or was shown.
 * <p>
 * What the home region has passed is read before the lookup is sent, see
 * {@link SessionReads}.
 */
public final class Reads {

	private final RegionStore store;

	private final Entries entries;

	private final FoundCounter counter;

	private final SessionReads session;

	private final ReadDemands demands;

	private final BoundedReads bounded;

	private final NearReads near;

	private final HomeReads home;

	private final TokenReads tokens;

	private final Executor executor;

	public Reads(CacheParts parts, LookupCoalescer lookups, Loads loads, SessionReads session) {
		this.store = parts.store();
		this.entries = parts.entries();
		this.counter = new FoundCounter(parts);
		this.session = session;
		this.demands = new ReadDemands(parts.settings().reads());
		this.bounded = new BoundedReads(this.store, parts.statistics());
		this.near = new NearReads(parts, session, this.bounded, this.demands);
		this.home = new HomeReads(parts, lookups, loads);
		this.tokens = new TokenReads(parts, this.home, session);
		this.executor = parts.executor();
	}

	/**
	 * Return what is asked of reads.
	 */
	public ReadDemands demands() {
		return this.demands;
	}

	/**
	 * Return the reads of what this process keeps itself.
	 */
	public NearReads near() {
		return this.near;
	}

	/**
	 * Return the reads for callers whom whatever the home region has will do.
	 */
	public HomeReads home() {
		return this.home;
	}

	/**
	 * Return the reads for callers with a token.
	 */
	public TokenReads tokens() {
		return this.tokens;
	}

	/**
	 * Return the reads that have a bound.
	 */
	public BoundedReads bounded() {
		return this.bounded;
	}

	/**
	 * Return a read with a bound.
	 */
	public BoundedRead bounded(@Nullable ConsistencyContext caller, EntryKey key, CacheRequest request, Duration bound,
			Executor executor) {
		return new BoundedRead(new RemoteRead(this.store, key, request, this.entries, executor), caller, bound);
	}

	/**
	 * Return the caller of this thread, if a request asks for more than any other.
	 */
	public @Nullable ConsistencyContext caller(CacheRequest request) {
		return this.session.caller(this.demands.consistency(request));
	}

	public Found find(EntryKey key, CacheRequest request, @Nullable Transaction transaction) {
		NearEntries.Hit near = this.near.encoded(key, request, transaction);
		if (near != null) {
			return near.found();
		}
		return lookUp(key, request, transaction);
	}

	/**
	 * The same without what this process keeps itself.
	 */
	Found lookUp(EntryKey key, CacheRequest request, @Nullable Transaction transaction) {
		if (transaction != null && transaction.hides(key)) {
			return this.counter.counted(Found.BYPASS);
		}
		long begun = this.counter.begin();
		return this.counter.timed(begun, this.counter.counted(visible(find(key, request), transaction)));
	}

	CompletableFuture<Found> findAsync(EntryKey key, CacheRequest request, @Nullable Transaction transaction) {
		NearEntries.Hit near = this.near.encoded(key, request, transaction);
		if (near != null) {
			return CompletableFuture.completedFuture(near.found());
		}
		if (transaction != null && transaction.hides(key)) {
			return CompletableFuture.completedFuture(this.counter.counted(Found.BYPASS));
		}
		long begun = this.counter.begin();
		return findAsync(key, request, this.executor)
			.thenApply((found) -> this.counter.timed(begun, this.counter.counted(visible(found, transaction))));
	}

	private Found find(EntryKey key, CacheRequest request) {
		Duration bound = this.demands.bound(request);
		if (bound == null) {
			return unbounded(key, request);
		}
		Found found = this.bounded.atHome(bound, () -> unbounded(key, request));
		return (found != null) ? found : CallerThread.awaitHere((thread) -> findAsync(key, request, thread));
	}

	private Found unbounded(EntryKey key, CacheRequest request) {
		ConsistencyContext caller = caller(request);
		CacheRequest asked = this.demands.asked(request);
		return (caller == null) ? this.home.find(key, asked) : this.tokens.find(caller, key, asked);
	}

	private CompletableFuture<Found> findAsync(EntryKey key, CacheRequest request, Executor executor) {
		ConsistencyContext caller = caller(request);
		CacheRequest asked = this.demands.asked(request);
		Duration bound = this.demands.bound(request);
		return (bound == null) ? unboundedAsync(caller, key, asked, executor) : this.bounded
			.find(bounded(caller, key, asked, bound, executor), () -> unboundedAsync(caller, key, asked, executor));
	}

	private CompletableFuture<Found> unboundedAsync(@Nullable ConsistencyContext caller, EntryKey key,
			CacheRequest asked, Executor executor) {
		return (caller == null) ? this.home.findAsync(key, asked, executor)
				: this.tokens.findAsync(caller, key, asked, executor);
	}

	/**
	 * Whether the home region may hold something older than its caller has written.
	 */
	public boolean isBehind(EntryKey key, CacheRequest request) {
		ConsistencyContext caller = caller(request);
		return caller != null && this.tokens.isBehind(caller, key, request);
	}

	/**
	 * What a transaction is about to invalidate is not there any more for itself.
	 */
	public static Found visible(Found found, @Nullable Transaction transaction) {
		return (transaction != null && found.entry() != null && transaction.hides(found.entry().tags()))
				? new Found(Found.Status.BYPASS, found.markers(), null, null) : found;
	}

}
