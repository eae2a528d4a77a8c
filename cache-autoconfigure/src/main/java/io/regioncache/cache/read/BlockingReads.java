package io.regioncache.cache.read;

import io.regioncache.cache.behind.PendingReads;
import io.regioncache.cache.entry.CacheParts;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.entry.Entries;
import io.regioncache.cache.entry.Found;
import io.regioncache.cache.entry.Loaded;
import io.regioncache.cache.entry.NearEntries;
import io.regioncache.cache.load.LoadRequest;
import io.regioncache.cache.load.LoadScope;
import io.regioncache.cache.load.Loader;
import io.regioncache.cache.transaction.Transaction;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.store.entry.EntryKey;
import org.jspecify.annotations.Nullable;

/**
 * Reads one cache for callers that wait.
 */
public final class BlockingReads {

	private final Entries entries;

	private final Reads reads;

	private final GuardedLoads guarded;

	private final PendingReads pending;

	private final CacheStatistics statistics;

	private final boolean askedFirst;

	public BlockingReads(CacheParts parts, Reads reads, GuardedLoads guarded) {
		this.entries = parts.entries();
		this.reads = reads;
		this.guarded = guarded;
		this.pending = new PendingReads(parts);
		this.statistics = parts.statistics();
		this.askedFirst = this.entries.near() != null && parts.settings().lifetimes().earlyRefresh() == 0;
	}

	/**
	 * Return whether {@link #near} may be asked: something is kept, and no hit needs a
	 * loader, as one that is refreshed early does.
	 * @return whether it may
	 */
	public boolean isAskedFirst() {
		return this.askedFirst;
	}

	/**
	 * Return what this process keeps itself, before anything is made ready for a load.
	 * @param key the key
	 * @param like what the caller says of any such entry
	 * @param transaction the transaction the caller is in, if any
	 * @return what is served; {@code null} if it is to be looked up
	 */
	public @Nullable Found near(Object key, CacheRequest like, @Nullable Transaction transaction) {
		NearEntries.@Nullable Hit near = this.reads.near().find(key, like, transaction);
		if (near == null) {
			return null;
		}
		LoadScope.note(LoadScope.current(), near.found());
		return near.found();
	}

	/**
	 * Refresh what this process keeps itself, on another thread, if it is stale or soon
	 * will be.
	 */
	public void refreshIfDue(NearEntries.Hit near, CacheRequest request, Loader loader) {
		this.guarded.refreshIfDue(near.place(), request, near.found(),
				LoadRequest.blocking(this.pending.over(request, loader)));
	}

	/**
	 * Return the value of an entry that this process does not keep itself, loading it if
	 * there is none that may be served.
	 * @param request what the caller says of the entry
	 * @param loader asks the origin, on this thread
	 * @param transaction the transaction the caller is in, if any
	 * @return the value
	 * @throws Throwable whatever the loader throws, untouched
	 */
	public @Nullable Object lookUp(CacheRequest request, Loader loader, @Nullable Transaction transaction)
			throws Throwable {
		@Nullable EntryKey key = this.entries.keys().find(request.key());
		if (key == null) {
			this.statistics.count(Event.BYPASS);
			return loader.load();
		}
		Loader origin = this.pending.over(request, loader);
		Found found = this.reads.find(key, request, transaction);
		if (found.mayServe()) {
			this.guarded.refreshIfDue(key, request, found, LoadRequest.blocking(origin));
			this.guarded.serves(found, ConsistencyContext.current());
			LoadScope.note(LoadScope.current(), found);
			return found.value();
		}
		Loaded loaded = this.guarded.await(key, this.reads.demands().asked(request), origin, found, transaction);
		LoadScope.note(LoadScope.current(), loaded.lease());
		return loaded.value();
	}

}
