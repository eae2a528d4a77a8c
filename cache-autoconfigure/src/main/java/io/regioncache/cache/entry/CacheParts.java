package io.regioncache.cache.entry;

import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.regioncache.cache.invalidation.Invalidations;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.cache.settings.ReplicationSettings.Conflict;
import io.regioncache.store.RegionStore;
import io.regioncache.writebehind.WriteBehind;
import org.jspecify.annotations.Nullable;

/**
 * What all that one cache does is done with.
 *
 * @param name the name of the cache
 * @param settings its settings
 * @param store the bytes of the home region
 * @param entries reads and writes its entries
 * @param statistics counts what happens
 * @param executor where values are decoded for callers that do not wait
 * @param behind gives what is written later of it, {@code null} if nothing is
 */
public record CacheParts(String name, CacheSettings settings, RegionStore store, Entries entries,
		CacheStatistics statistics, Executor executor, Supplier<@Nullable WriteBehind> behind) {

	public Invalidations invalidations() {
		return new Invalidations(this.store, this.settings.replication());
	}

	public boolean lastWriteWins() {
		return this.settings.replication().conflict() == Conflict.LAST_WRITE_WINS;
	}

}
