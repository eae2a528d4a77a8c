package io.regioncache.cache.read;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.Entries;
import io.regioncache.cache.entry.Found;
import io.regioncache.store.RegionStore;
import io.regioncache.store.SingleRegionStore;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.lookup.Lookup;

/**
 * One read of one entry in another region, whose answer is not stored at home.
 *
 * @param home the home region, from which others are asked
 * @param key what is read
 * @param request what the caller says of it
 * @param entries judges what was found
 * @param executor where values are decoded
 */
public record RemoteRead(RegionStore home, EntryKey key, CacheRequest request, Entries entries, Executor executor) {

	private static final int MAX_LOOKS = 3;

	/**
	 * Read in a region.
	 * @param region the region
	 * @param proven whether what the region was known to have applied is part of what was
	 * found, by its markers
	 * @param shown told the markers of what is served
	 * @return a fresh value without markers, or {@link Found#AHEAD}
	 */
	CompletableFuture<Found> in(SingleRegionStore region, Predicate<Markers> proven, Consumer<Markers> shown) {
		return in(region, proven, shown, MAX_LOOKS);
	}

	private CompletableFuture<Found> in(SingleRegionStore region, Predicate<Markers> proven, Consumer<Markers> shown,
			int lookups) {
		return lookup(region).thenComposeAsync((lookup) -> {
			Markers markers = lookup.markers();
			if (markers == null || !proven.test(markers)) {
				return CompletableFuture.completedFuture(Found.AHEAD);
			}
			Found found = this.entries.judge(this.key, this.request, lookup);
			if (found.status() == Found.Status.UNJUDGED && lookups > 1) {
				return in(region, proven, shown, lookups - 1);
			}
			if (found.status() != Found.Status.FRESH) {
				return CompletableFuture.completedFuture(Found.AHEAD);
			}
			shown.accept(markers);
			return CompletableFuture.completedFuture(new Found(Found.Status.FRESH, null, found.entry(), found.value()));
		}, this.executor);
	}

	private CompletableFuture<Lookup> lookup(SingleRegionStore region) {
		CompletableFuture<Lookup> lookup = new CompletableFuture<>();
		this.home.elsewhere().lookup(region, this.key, this.entries.expectedTags(this.key, this.request), lookup);
		return lookup.copy().orTimeout(region.timeout().toNanos(), TimeUnit.NANOSECONDS).exceptionally((ex) -> {
			region.lookups().expire(lookup);
			return Lookup.UNAVAILABLE;
		});
	}

}
