package io.regioncache.cache.read;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.regioncache.cache.entry.CacheParts;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.Entries;
import io.regioncache.cache.entry.Found;
import io.regioncache.cache.entry.LookupCoalescer;
import io.regioncache.cache.entry.NearEntries;
import io.regioncache.cache.load.Loads;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.lookup.Lookup;

/**
 * Looks up entries of one cache in the region that answers callers at present, for
 * callers whom whatever it has will do.
 */
public final class HomeReads {

	private final Entries entries;

	private final LookupCoalescer lookups;

	private final Loads loads;

	HomeReads(CacheParts parts, LookupCoalescer lookups, Loads loads) {
		this.entries = parts.entries();
		this.lookups = lookups;
		this.loads = loads;
	}

	Found find(EntryKey key, CacheRequest request) {
		while (true) {
			Lookup lookup = this.lookups.await(key, this.entries.expectedTags(key, request),
					() -> this.loads.underWay(key));
			Found found = judge(key, request, lookup);
			if (found.status() != Found.Status.UNJUDGED) {
				return found;
			}
		}
	}

	CompletableFuture<Found> findAsync(EntryKey key, CacheRequest request, Executor executor) {
		return this.lookups.ask(key, this.entries.expectedTags(key, request), () -> this.loads.underWay(key))
			.thenComposeAsync((lookup) -> {
				Found found = judge(key, request, lookup);
				return (found.status() != Found.Status.UNJUDGED) ? CompletableFuture.completedFuture(found)
						: findAsync(key, request, executor);
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

}
