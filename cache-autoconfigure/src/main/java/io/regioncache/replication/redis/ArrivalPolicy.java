package io.regioncache.replication.redis;

import java.time.Duration;

import io.regioncache.store.entry.Scope;

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

	/**
	 * Return how large a value that arrives may be.
	 * @param cache the name of its cache
	 * @return the number of bytes, encoded
	 */
	default long maxValueSize(String cache) {
		return 1024 * 1024;
	}

	/**
	 * Whether a scope is the one that covers the entry of a key.
	 * @param cache the name of the cache
	 * @param key the encoded key
	 * @param scope the scope
	 * @return {@code false} if it is that of another key
	 */
	default boolean covers(String cache, String key, Scope scope) {
		return scope.equals(Scope.key(cache, key));
	}

}
