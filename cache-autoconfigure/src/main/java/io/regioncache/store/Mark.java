package io.regioncache.store;

/**
 * One scope that is to be marked.
 *
 * @param scope the scope
 * @param stale whether its entries may still be served while they are refreshed
 */
public record Mark(Scope scope, boolean stale) {

	byte[] mode() {
		return RedisKeys.bytes(this.stale ? "S" : "R");
	}

}
