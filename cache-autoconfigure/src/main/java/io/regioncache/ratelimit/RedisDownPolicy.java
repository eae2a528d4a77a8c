package io.regioncache.ratelimit;

import io.regioncache.annotation.PublicApi;

/**
 * What to do with calls while the Redis of the region cannot be asked.
 *
 * @since 0.1
 */
@PublicApi
public enum RedisDownPolicy {

	/**
	 * Admit all of them.
	 */
	OPEN,

	/**
	 * Reject all of them.
	 */
	CLOSED,

	/**
	 * Let each process count by itself, with buckets of the same size.
	 */
	LOCAL

}
