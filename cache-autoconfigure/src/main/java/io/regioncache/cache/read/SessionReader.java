package io.regioncache.cache.read;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics;
import io.regioncache.cache.entry.Entries;
import io.regioncache.cache.entry.Found;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.store.RegionStore;
import io.regioncache.store.SingleRegionStore;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.position.AppliedVector;

/**
 * One read of one caller.
 *
 * @param context the caller
 * @param key what it reads
 * @param request what it says of it
 * @param entries judges what was found
 * @param statistics counts detours
 * @param executor where values are decoded
 */
record SessionReader(ConsistencyContext context, EntryKey key, CacheRequest request, Entries entries,
		CacheStatistics statistics, Executor executor) {

	/**
	 * Read in a region that passes the token.
	 */
	CompletableFuture<Found> in(RegionStore home, SingleRegionStore region, AppliedVector passed) {
		return new RemoteRead(home, this.key, this.request, this.entries, this.executor).in(region, passed::isOf,
				(markers) -> this.context.read(new ObservedStore(region), markers.lease()));
	}

}
