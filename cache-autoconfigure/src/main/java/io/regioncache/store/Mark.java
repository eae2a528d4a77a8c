package io.regioncache.store;

/**
 * One scope that is to be marked.
 *
 * @param scope the scope
 * @param stale whether its entries may still be served while they are refreshed
 * @param stamp the time of its stamp, in microseconds; 0 if it has none
 */
public record Mark(Scope scope, boolean stale, long stamp) {

	/**
	 * Create a mark without a stamp.
	 * @param scope the scope
	 * @param stale whether its entries may still be served while they are refreshed
	 */
	public Mark(Scope scope, boolean stale) {
		this(scope, stale, 0);
	}

	byte[] mode() {
		return RedisKeys.bytes((this.stale ? "S" : "R") + ((this.stamp > 0) ? "@" + this.stamp : ""));
	}

}
