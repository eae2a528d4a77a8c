package io.regioncache.warming;

import java.util.Iterator;
import java.util.Optional;

/**
 * Hands out the keys of a warmer to several threads, up to a number.
 *
 * @param <K> the type of the keys
 */
final class WarmingKeys<K> {

	private final Iterator<? extends K> keys;

	private int left;

	WarmingKeys(Iterable<? extends K> keys, int most) {
		this.keys = keys.iterator();
		this.left = most;
	}

	synchronized Optional<K> next() {
		if (this.left <= 0 || !this.keys.hasNext()) {
			this.left = 0;
			return Optional.empty();
		}
		this.left--;
		return Optional.of(this.keys.next());
	}

	/**
	 * Hand out no more.
	 */
	synchronized void end() {
		this.left = 0;
	}

}
