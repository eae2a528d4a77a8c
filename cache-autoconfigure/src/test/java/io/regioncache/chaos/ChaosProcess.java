package io.regioncache.chaos;

import io.regioncache.cache.RegionCacheManager;
import io.regioncache.replication.Replicator;
import io.regioncache.store.RegionStore;

/**
 * What lives and dies together: a cache, its store and its replicator.
 */
interface ChaosProcess extends AutoCloseable {

	RegionCacheManager manager();

	RegionStore store();

	Replicator replicator();

	@Override
	void close();

}
