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
	 * Whether web sessions of other regions are stored.
	 * @return {@code false} unless they are replicated
	 */
	default boolean takesWebSessions() {
		return false;
	}

	/**
	 * Return a policy that also stores web sessions of other regions.
	 * @param policy says which other values are stored
	 * @return the policy
	 */
	static ArrivalPolicy withWebSessions(ArrivalPolicy policy) {
		return new ArrivalPolicy() {

			@Override
			public Duration freshFor(String cache) {
				return policy.freshFor(cache);
			}

			@Override
			public long maxValueSize(String cache) {
				return policy.maxValueSize(cache);
			}

			@Override
			public boolean covers(String cache, String key, Scope scope) {
				return policy.covers(cache, key, scope);
			}

			@Override
			public boolean takesWebSessions() {
				return true;
			}

		};
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
