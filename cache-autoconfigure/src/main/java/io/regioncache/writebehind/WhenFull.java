package io.regioncache.writebehind;

import io.regioncache.annotation.PublicApi;

/**
 * What a put does while as many keys are pending as may be.
 *
 * @since 0.1
 */
@PublicApi
public enum WhenFull {

	/**
	 * Wait until there is room, and fail after a while.
	 */
	BLOCK,

	/**
	 * Fail at once.
	 */
	REJECT,

	/**
	 * Write the change itself, before it returns.
	 */
	WRITE_THROUGH

}
