package io.regioncache.cache.read;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.regioncache.cache.entry.CacheParts;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics;
import io.regioncache.cache.entry.Entries;
import io.regioncache.cache.entry.Found;
import io.regioncache.cache.load.CallerThread;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.store.RegionStore;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.position.AppliedVector;

/**
 * Looks up entries of one cache for callers with a token: at home where that is known to
 * pass the token, else as {@link SessionReads} says.
 */
public final class TokenReads {

	private final RegionStore store;

	private final Entries entries;

	private final CacheStatistics statistics;

	private final HomeReads home;

	private final SessionReads session;

	TokenReads(CacheParts parts, HomeReads home, SessionReads session) {
		this.store = parts.store();
		this.entries = parts.entries();
		this.statistics = parts.statistics();
		this.home = home;
		this.session = session;
	}

	Found find(ConsistencyContext caller, EntryKey key, CacheRequest request) {
		AppliedVector passed = this.store.passed();
		if (TokenCoverage.covers(passed, caller.token())) {
			Found found = this.home.find(key, request);
			if (isShown(caller, passed, found)) {
				return found;
			}
		}
		return await(caller, key, request);
	}

	CompletableFuture<Found> findAsync(ConsistencyContext caller, EntryKey key, CacheRequest request,
			Executor executor) {
		AppliedVector passed = this.store.passed();
		if (!TokenCoverage.covers(passed, caller.token())) {
			return seek(caller, key, request, executor);
		}
		return this.home.findAsync(key, request, executor)
			.thenCompose((found) -> isShown(caller, passed, found) ? CompletableFuture.completedFuture(found)
					: seek(caller, key, request, executor));
	}

	/**
	 * Whether the home region may hold something older than its caller has written.
	 */
	boolean isBehind(ConsistencyContext caller, EntryKey key, CacheRequest request) {
		return !TokenCoverage.covers(this.store.passed(), caller.token())
				&& await(caller, key, request).markers() == null;
	}

	private Found await(ConsistencyContext caller, EntryKey key, CacheRequest request) {
		return CallerThread.awaitHere((thread) -> seek(caller, key, request, thread));
	}

	/**
	 * Look up an entry where it is not known whether home passes the token.
	 */
	public CompletableFuture<Found> seek(ConsistencyContext caller, EntryKey key, CacheRequest request,
			Executor executor) {
		return this.session.find(new SessionReader(caller, key, request, this.entries, this.statistics, executor),
				() -> this.home.findAsync(key, request, executor));
	}

	/**
	 * Whether what was found where home was known to pass the token of a caller may be
	 * served to it, which is noted then.
	 */
	public boolean isShown(ConsistencyContext caller, AppliedVector passed, Found found) {
		return this.session.isShown(caller, passed, found);
	}

}
