package io.regioncache.writebehind;

import io.regioncache.annotation.PublicApi;

/**
 * What a put does that the region has not confirmed.
 *
 * @since 0.1
 */
@PublicApi
public enum WhenRedisIsDown {

	/**
	 * Write the change itself, before it returns. Its sequence is by the clock of this
	 * process.
	 */
	WRITE_THROUGH,

	/**
	 * Fail.
	 */
	REJECT

}
