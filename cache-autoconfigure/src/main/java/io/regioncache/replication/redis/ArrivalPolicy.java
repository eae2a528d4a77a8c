package io.regioncache.replication.redis;

import java.time.Duration;

/**
 * Says which values of other regions a region stores, and for how long.
 */
@FunctionalInterface
public interface ArrivalPolicy {

	/**
	 * No values at all.
	 */
	ArrivalPolicy NONE = (cache) -> Duration.ZERO;

	/**
	 * Return how long a value that arrives may count as fresh.
	 * @param cache the name of its cache
	 * @return the longest time; zero if it is not stored
	 */
	Duration freshFor(String cache);

}
