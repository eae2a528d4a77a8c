package io.regioncache.audit;

/**
 * Compares what a cache of the home region serves with its origin.
 */
@FunctionalInterface
public interface OriginCheck {

	/**
	 * No origin can be asked.
	 */
	OriginCheck NONE = (cache, key) -> false;

	/**
	 * Whether the origin has another value than the cache serves.
	 * @param cache the name of the cache
	 * @param key the encoded key
	 * @return {@code false} also if it cannot be told
	 */
	boolean differs(String cache, String key);

}
