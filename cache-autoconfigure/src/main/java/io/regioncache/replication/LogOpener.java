package io.regioncache.replication;

import io.regioncache.replication.redis.SourceRoutes;
import io.regioncache.replication.redis.SourceLog;

/**
 * Opens the log of a region.
 */
@FunctionalInterface
public interface LogOpener {

	/**
	 * Open a log; nothing is connected before the first question.
	 * @param source the name of the region
	 * @param routes what reader and source tell each other with each heartbeat
	 * @return the log
	 */
	SourceLog open(String source, SourceRoutes routes);

}
