package io.regioncache.annotation;

/**
 * Which regions an invalidation is meant for.
 *
 * @since 0.1
 */
@PublicApi
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
