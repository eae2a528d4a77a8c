package io.regioncache.warming;

/**
 * How far the warming of a cache has come, as one process knows it.
 */
public enum WarmingState {

	/**
	 * Another process warms the cache, or the region cannot be asked.
	 */
	WAITING,

	/**
	 * This process warms the cache.
	 */
	WARMING,

	/**
	 * This process or another has warmed the cache.
	 */
	WARM,

	/**
	 * This process could not warm the cache. Another may still do it.
	 */
	FAILED

}
