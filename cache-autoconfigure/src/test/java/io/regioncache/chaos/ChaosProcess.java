package io.regioncache.chaos;

import io.regioncache.cache.RegionCacheManager;
import io.regioncache.replication.Replicator;
import io.regioncache.store.RegionStore;

/**
 * What lives and dies together: a cache, its store and its replicator.
 */
interface ChaosProcess extends AutoCloseable {

	/**
	 * Whether processes have near caches.
	 */
	boolean NEAR = Boolean.getBoolean("regioncache.chaos.near");

	/**
	 * How many entries a process keeps itself.
	 */
	int NEAR_SIZE = NEAR ? 1_000 : 0;

	RegionCacheManager manager();

	RegionStore store();

	Replicator replicator();

	@Override
	void close();

}
