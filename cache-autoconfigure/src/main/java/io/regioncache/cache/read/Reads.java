package io.regioncache.cache.read;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

import io.regioncache.annotation.Consistency;
import io.regioncache.cache.entry.CacheParts;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.entry.Entries;
import io.regioncache.cache.entry.Found;
import io.regioncache.cache.entry.NearEntries;
import io.regioncache.cache.entry.LookupCoalescer;
import io.regioncache.cache.load.CallerThread;
import io.regioncache.cache.load.Loads;
import io.regioncache.cache.read.BoundedReads.BoundedRead;
import io.regioncache.cache.transaction.Transaction;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.consistency.ConsistencyToken;
import io.regioncache.store.RegionLevel;
import io.regioncache.store.RegionStore;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.lookup.Lookup;
import io.regioncache.store.position.AppliedVector;
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

	private final LookupCoalescer lookups;

	private final Loads loads;

	private final CacheStatistics statistics;

	private final SessionReads session;

	private final Consistency consistency;

	private final @Nullable Duration maxStaleness;

	private final BoundedReads bounded;

	private final Executor executor;

	public Reads(CacheParts parts, LookupCoalescer lookups, Loads loads, SessionReads session) {
		this.store = parts.store();
		this.entries = parts.entries();
		this.lookups = lookups;
		this.loads = loads;
		this.statistics = parts.statistics();
		this.session = session;
		this.bounded = new BoundedReads(this.store, this.statistics);
		this.consistency = parts.settings().reads().consistency();
		Duration maxStaleness = parts.settings().reads().maxStaleness();
		this.maxStaleness = maxStaleness.isZero() ? null : maxStaleness;
		this.executor = parts.executor();
	}

	/**
	 * Return what this process keeps itself under a key that needs no encoding.
	 * @return what may be served to the caller, which is counted; {@code null} if it is
	 * to be looked up
	 */
	public NearEntries.@Nullable Hit near(CacheRequest request, @Nullable Transaction transaction) {
		return near(request.key(), request, transaction);
	}

	/**
	 * The same for a request like another one.
	 */
	public NearEntries.@Nullable Hit near(Object key, CacheRequest like, @Nullable Transaction transaction) {
		NearEntries near = this.entries.near();
		return (near != null && NearEntries.isPlain(key)) ? near(near, key, like, transaction) : null;
	}

	/**
	 * The same under any key.
	 */
	public NearEntries.@Nullable Hit near(EntryKey key, CacheRequest request, @Nullable Transaction transaction) {
		NearEntries near = this.entries.near();
		return (near != null) ? near(near, NearEntries.keyOf(request.key(), key), request, transaction) : null;
	}

	/**
	 * The same under a key that has to be encoded.
	 */
	private NearEntries.@Nullable Hit encodedNear(EntryKey key, CacheRequest request,
			@Nullable Transaction transaction) {
		return NearEntries.isPlain(request.key()) ? null : near(key, request, transaction);
	}

	/**
	 * What home has passed is read before the entry is judged, see {@link SessionReads}.
	 */
	private NearEntries.@Nullable Hit near(NearEntries near, Object nearKey, CacheRequest request,
			@Nullable Transaction transaction) {
		Duration bound = bound(request);
		if (bound == null) {
			return unbounded(near, nearKey, request, transaction);
		}
		RegionLevel level = this.bounded.near(bound);
		if (level == null) {
			near.bypassed();
			return null;
		}
		NearEntries.Hit hit = unbounded(near, nearKey, request, transaction);
		return (hit != null && this.bounded.isNear(level, hit.found())) ? hit : null;
	}

	private NearEntries.@Nullable Hit unbounded(NearEntries near, Object nearKey, CacheRequest request,
			@Nullable Transaction transaction) {
		Consistency consistency = consistency(request);
		ConsistencyContext caller = SessionReads.withToken(consistency);
		AppliedVector passed = (caller != null) ? this.store.passed() : null;
		if (consistency == Consistency.STRONG
				|| (caller != null && passed != null && !TokenCoverage.covers(passed, caller.token()))) {
			near.bypassed();
			return null;
		}
		NearEntries.Hit hit = near.find(nearKey, request.type());
		if (hit == null) {
			return null;
		}
		boolean hidden = transaction != null
				&& (transaction.hides(hit.place()) || transaction.hides(hit.entry().tags()));
		if (hidden || (caller != null && passed != null && !isShown(caller, passed, hit.found()))) {
			near.bypassed();
			return null;
		}
		near.served();
		this.statistics.count(Event.NEAR);
		return hit;
	}

	public Found find(EntryKey key, CacheRequest request, @Nullable Transaction transaction) {
		NearEntries.Hit near = encodedNear(key, request, transaction);
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
			return counted(Found.BYPASS);
		}
		long begun = begin();
		return timed(begun, counted(visible(find(key, request), transaction)));
	}

	/**
	 * Return the time, 0 if what begins is not to be timed.
	 */
	private long begin() {
		return this.statistics.isNextTimed() ? this.store.clock().nanos() | 1 : 0;
	}

	private Found timed(long begun, Found found) {
		if (begun != 0 && found.mayServe()) {
			this.statistics.hit(this.store.clock().nanos() - begun);
		}
		return found;
	}

	CompletableFuture<Found> findAsync(EntryKey key, CacheRequest request, @Nullable Transaction transaction) {
		NearEntries.Hit near = encodedNear(key, request, transaction);
		if (near != null) {
			return CompletableFuture.completedFuture(near.found());
		}
		if (transaction != null && transaction.hides(key)) {
			return CompletableFuture.completedFuture(counted(Found.BYPASS));
		}
		long begun = begin();
		return findAsync(key, request, this.executor)
			.thenApply((found) -> timed(begun, counted(visible(found, transaction))));
	}

	/**
	 * What may only be served while it is refreshed is not for callers with a token, nor
	 * where nothing but the last state will do.
	 */
	public CacheRequest asked(CacheRequest request) {
		return (bound(request) != null) ? request.strong() : switch (consistency(request)) {
			case EVENTUAL -> request;
			case SESSION -> ConsistencyToken.current().isEmpty() ? request : request.strong();
			case STRONG -> request.strong();
		};
	}

	/**
	 * What a transaction is about to invalidate is not there any more for itself.
	 */
	public static Found visible(Found found, @Nullable Transaction transaction) {
		return (transaction != null && found.entry() != null && transaction.hides(found.entry().tags()))
				? new Found(Found.Status.BYPASS, found.markers(), null, null) : found;
	}

	/**
	 * Return the caller of this thread, if a request asks for more than any other.
	 */
	public @Nullable ConsistencyContext caller(CacheRequest request) {
		return this.session.caller(consistency(request));
	}

	private Consistency consistency(CacheRequest request) {
		Consistency consistency = request.demand().consistency();
		return (consistency != null) ? consistency : this.consistency;
	}

	/**
	 * Return how long ago what is read may have been invalidated.
	 * @return the bound, or {@code null} if there is none
	 */
	public @Nullable Duration bound(CacheRequest request) {
		Duration bound = request.demand().maxStaleness();
		return (bound != null) ? bound : this.maxStaleness;
	}

	/**
	 * Return the reads that have a bound.
	 */
	public BoundedReads bounded() {
		return this.bounded;
	}

	private Found find(EntryKey key, CacheRequest request) {
		Duration bound = bound(request);
		if (bound == null) {
			return seen(key, request);
		}
		Found found = this.bounded.atHome(bound, () -> seen(key, request));
		return (found != null) ? found : await((thread) -> findAsync(key, request, thread));
	}

	private Found seen(EntryKey key, CacheRequest request) {
		ConsistencyContext caller = caller(request);
		CacheRequest asked = asked(request);
		return (caller == null) ? here(key, asked) : findFor(caller, key, asked);
	}

	private Found findFor(ConsistencyContext caller, EntryKey key, CacheRequest request) {
		AppliedVector passed = this.store.passed();
		if (TokenCoverage.covers(passed, caller.token())) {
			Found found = here(key, request);
			if (isShown(caller, passed, found)) {
				return found;
			}
		}
		return seek(caller, key, request);
	}

	/**
	 * Whether the home region may hold something older than its caller has written.
	 */
	public boolean isBehind(EntryKey key, CacheRequest request) {
		ConsistencyContext caller = caller(request);
		return caller != null && !TokenCoverage.covers(this.store.passed(), caller.token())
				&& seek(caller, key, request).markers() == null;
	}

	private CompletableFuture<Found> findAsync(EntryKey key, CacheRequest request, Executor executor) {
		ConsistencyContext caller = caller(request);
		CacheRequest asked = asked(request);
		Duration bound = bound(request);
		return (bound == null) ? seenAsync(caller, key, asked, executor) : this.bounded
			.find(bounded(caller, key, asked, bound, executor), () -> seenAsync(caller, key, asked, executor));
	}

	/**
	 * Return a read with a bound.
	 */
	public BoundedRead bounded(@Nullable ConsistencyContext caller, EntryKey key, CacheRequest request, Duration bound,
			Executor executor) {
		return new BoundedRead(new RemoteRead(this.store, key, request, this.entries, executor), caller, bound);
	}

	private CompletableFuture<Found> seenAsync(@Nullable ConsistencyContext caller, EntryKey key, CacheRequest asked,
			Executor executor) {
		if (caller == null) {
			return hereAsync(key, asked, executor);
		}
		AppliedVector passed = this.store.passed();
		if (!TokenCoverage.covers(passed, caller.token())) {
			return seek(caller, key, asked, executor);
		}
		return hereAsync(key, asked, executor).thenCompose((found) -> isShown(caller, passed, found)
				? CompletableFuture.completedFuture(found) : seek(caller, key, asked, executor));
	}

	/**
	 * On this thread, for all others of the executor may wait in the same way.
	 */
	private Found seek(ConsistencyContext caller, EntryKey key, CacheRequest request) {
		return await((thread) -> seek(caller, key, request, thread));
	}

	private static Found await(Function<Executor, CompletableFuture<Found>> search) {
		CallerThread thread = new CallerThread();
		try {
			return thread.await(search.apply(thread));
		}
		catch (RuntimeException | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

	public CompletableFuture<Found> seek(ConsistencyContext caller, EntryKey key, CacheRequest request,
			Executor executor) {
		return this.session.find(
				new SessionReads.SessionReader(caller, key, request, this.entries, this.statistics, executor),
				() -> hereAsync(key, request, executor));
	}

	private Found here(EntryKey key, CacheRequest request) {
		while (true) {
			Lookup lookup = this.lookups.await(key, this.entries.expectedTags(key, request),
					() -> this.loads.underWay(key));
			Found found = judge(key, request, lookup);
			if (found.status() != Found.Status.UNJUDGED) {
				return found;
			}
		}
	}

	private CompletableFuture<Found> hereAsync(EntryKey key, CacheRequest request, Executor executor) {
		return this.lookups.ask(key, this.entries.expectedTags(key, request), () -> this.loads.underWay(key))
			.thenComposeAsync((lookup) -> {
				Found found = judge(key, request, lookup);
				return (found.status() != Found.Status.UNJUDGED) ? CompletableFuture.completedFuture(found)
						: hereAsync(key, request, executor);
			}, executor);
	}

	/**
	 * Say what a lookup means for a request, and keep what is fresh.
	 */
	public Found judge(EntryKey key, CacheRequest request, Lookup lookup) {
		Found found = this.entries.judge(key, request, lookup);
		NearEntries near = this.entries.near();
		byte[] bytes = lookup.bytes();
		if (near != null && bytes != null && found.status() == Found.Status.FRESH) {
			near.keep(key, request, bytes, found);
		}
		return found;
	}

	/**
	 * Whether what was found where home was known to pass the token of a caller may be
	 * served to it, which is noted then.
	 */
	public boolean isShown(ConsistencyContext caller, AppliedVector passed, Found found) {
		Markers markers = found.markers();
		if (markers == null || !passed.isOf(markers)) {
			return false;
		}
		this.session.shown(caller, markers);
		return true;
	}

	public Found counted(Found found) {
		if (found.status() == Found.Status.CORRUPT) {
			this.statistics.count(Event.CORRUPT);
		}
		this.statistics.count(switch (found.status()) {
			case FRESH -> Event.HIT;
			case STALE, KEPT -> Event.STALE;
			case BYPASS -> Event.BYPASS;
			default -> Event.MISS;
		});
		return found;
	}

}
