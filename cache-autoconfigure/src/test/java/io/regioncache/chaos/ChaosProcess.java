package io.regioncache.chaos;

import io.regioncache.audit.Auditor;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.replication.Replicator;
import io.regioncache.store.RegionStore;

/**
 * What lives and dies together: a cache, its store and its replicator.
 */
interface ChaosProcess extends AutoCloseable {

	/**
	 * How many invalidations of a process are looked at again in a second.
	 */
	double AUDITED = 10;

	RegionCacheManager manager();

	RegionStore store();

	Replicator replicator();

	/**
	 * Return what looks at invalidations of this process again.
	 */
	Auditor auditor();

	@Override
	void close();

}
