package io.regioncache.interceptor;

import io.regioncache.writebehind.Pace;
import org.jspecify.annotations.Nullable;

/**
 * What {@code @WriteBehind} says.
 *
 * @param cache the cache whose puts are written to a database later, empty for none
 * @param pace how soon
 */
record WriteBehindSpec(String cache, @Nullable Pace pace) {

	/**
	 * Nothing is written later.
	 */
	static final WriteBehindSpec NONE = new WriteBehindSpec("", null);

	/**
	 * Return how soon puts into a cache are written.
	 * @return the pace, or {@code null} if they are not
	 */
	@Nullable Pace pace(String cache) {
		return this.cache.equals(cache) ? this.pace : null;
	}

}
