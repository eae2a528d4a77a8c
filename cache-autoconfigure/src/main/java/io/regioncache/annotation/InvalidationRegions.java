package io.regioncache.annotation;

/**
 * Which regions an invalidation is meant for.
 */
public enum InvalidationRegions {

	/**
	 * Every region.
	 */
	ALL,

	/**
	 * The home region of the caller alone.
	 */
	HOME

}
