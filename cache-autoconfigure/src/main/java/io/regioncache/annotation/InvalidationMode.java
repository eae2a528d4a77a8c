package io.regioncache.annotation;

/**
 * What an invalidation does to the entries it covers.
 *
 * @since 0.1
 */
@PublicApi
public enum InvalidationMode {

	/**
	 * They are never served again.
	 */
	REMOVE,

	/**
	 * They are no longer fresh, but may be served while one caller refreshes them, unless
	 * a {@link #REMOVE} covers them as well.
	 */
	STALE

}
