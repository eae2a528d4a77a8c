package io.regioncache.store.log;

import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.entry.Scope;

/**
 * One scope that is to be marked.
 *
 * @param scope the scope
 * @param stale whether its entries may still be served while they are refreshed
 * @param stamp the time of its stamp, in microseconds; 0 if it has none
 */
public record MarkerWrite(Scope scope, boolean stale, long stamp) {

	/**
	 * How many scopes one step marks: a few milliseconds, during which the server does
	 * nothing else.
	 */
	public static final int AT_ONCE = 500;

	/**
	 * Create a mark without a stamp.
	 * @param scope the scope
	 * @param stale whether its entries may still be served while they are refreshed
	 */
	public MarkerWrite(Scope scope, boolean stale) {
		this(scope, stale, 0);
	}

	public byte[] mode() {
		return RedisKeys.bytes((this.stale ? "S" : "R") + ((this.stamp > 0) ? "@" + this.stamp : ""));
	}

}
