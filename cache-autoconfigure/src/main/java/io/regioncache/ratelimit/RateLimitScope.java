package io.regioncache.ratelimit;

import io.regioncache.annotation.PublicApi;

/**
 * Whose calls share a limit.
 *
 * @since 0.1
 */
@PublicApi
public enum RateLimitScope {

	/**
	 * Those in one region.
	 */
	REGION,

	/**
	 * Those in all regions. Each region decides by itself and learns within moments what
	 * the others have admitted; one that cannot reach all others admits its share only.
	 */
	GLOBAL

}
