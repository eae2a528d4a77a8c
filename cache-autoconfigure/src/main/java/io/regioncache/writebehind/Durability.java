package io.regioncache.writebehind;

import io.regioncache.annotation.PublicApi;

/**
 * What a change must survive before its put returns.
 *
 * @since 0.1
 */
@PublicApi
public enum Durability {

	/**
	 * The process alone: a Redis that is lost loses what it has not saved.
	 */
	NONE,

	/**
	 * A crash of the server: it is on its disk. Needs Redis 7.2 or later, or Valkey, with
	 * {@code appendonly yes}.
	 */
	AOF,

	/**
	 * The loss of the server: it is on one replica.
	 */
	REPLICAS

}
