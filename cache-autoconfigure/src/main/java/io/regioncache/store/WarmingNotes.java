package io.regioncache.store;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.regioncache.store.session.MetadataNotes;

/**
 * What the home region knows about the warming of one cache for one deployment: which
 * process does it, and whether it is done. A region that loses its data forgets both, as
 * it should: its cache is cold again.
 */
public final class WarmingNotes {

	private final SingleRegionStore store;

	private final byte[] done;

	private final RegionLease lease;

	/**
	 * Create the notes.
	 * @param store the home region
	 * @param cache the name of the cache
	 */
	public WarmingNotes(RegionStore store, String cache) {
		this.store = store.own();
		this.done = this.store.keys().warmed(cache);
		this.lease = new RegionLease(this.store, this.store.keys().warming(cache));
	}

	/**
	 * Return the lease of the process that warms.
	 * @return the lease
	 */
	public RegionLease lease() {
		return this.lease;
	}

	/**
	 * Whether some process has warmed the cache.
	 * @return whether it is done
	 */
	public CompletableFuture<Boolean> isDone() {
		return this.store.link().ask((session) -> MetadataNotes.exists(session, this.done));
	}

	/**
	 * Note that this process has warmed the cache.
	 * @param life for how long that counts
	 * @return completes when it is noted
	 */
	public CompletableFuture<?> done(Duration life) {
		return this.store.link().ask((session) -> MetadataNotes.write(session, this.done, life));
	}

}
