package io.regioncache.replication;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.regioncache.replication.redis.SourceLog;

/**
 * Opens the log of a region.
 */
@FunctionalInterface
public interface LogOpener {

	/**
	 * Open a log; nothing is connected before the first question.
	 * @param source the name of the region
	 * @param routes to be told, with each heartbeat, what the region knows of routes
	 * @param relied tells, at each heartbeat, whether this reader relies on the source to
	 * pass on what it invalidates itself
	 * @return the log
	 */
	SourceLog open(String source, Consumer<String> routes, BooleanSupplier relied);

}
