package io.regioncache.store.log;

import io.regioncache.annotation.InvalidationMode;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.entry.Scope;

/**
 * One scope that is to be marked.
 *
 * @param scope the scope
 * @param mode what becomes of its entries
 * @param stamp the time of its stamp, in microseconds; 0 if it has none
 */
public record MarkerWrite(Scope scope, InvalidationMode mode, long stamp) {

	/**
	 * How many scopes one step marks: a few milliseconds, during which the server does
	 * nothing else.
	 */
	public static final int AT_ONCE = 500;

	/**
	 * Create a mark without a stamp.
	 * @param scope the scope
	 * @param mode what becomes of its entries
	 */
	public MarkerWrite(Scope scope, InvalidationMode mode) {
		this(scope, mode, 0);
	}

	/**
	 * Return mode and stamp as the scripts take them.
	 */
	public byte[] encodedMode() {
		return RedisKeys
			.bytes(((this.mode == InvalidationMode.STALE) ? "S" : "R") + ((this.stamp > 0) ? "@" + this.stamp : ""));
	}

}
