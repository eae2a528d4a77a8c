package io.regioncache.cache.invalidation;

import io.regioncache.annotation.PublicApi;

/**
 * How far an invalidation has come when the call returns.
 *
 * @since 0.1
 */
@PublicApi
public enum InvalidationOutcome {

	/**
	 * The home region has applied it: no later read through it is answered with an older
	 * value.
	 */
	APPLIED,

	/**
	 * The home region could not be reached in time, and another region has taken the
	 * invalidation: it reaches the home region and all others even if this process ends.
	 * Until then this process does not read what the home region has; other processes may
	 * serve older values.
	 */
	RELAYED,

	/**
	 * No region could be reached in time. This process keeps the invalidation, retries
	 * it, and bypasses the cache until it has succeeded; other processes may serve older
	 * values until then.
	 */
	DEFERRED,

	/**
	 * The caller's transaction has not ended. The invalidation takes place once it has
	 * committed, and not at all if it rolls back; reads inside the transaction heed it at
	 * once.
	 */
	AFTER_COMMIT

}
