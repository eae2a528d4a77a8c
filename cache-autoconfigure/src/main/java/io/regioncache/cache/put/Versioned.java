package io.regioncache.cache.put;

import io.regioncache.annotation.PublicApi;
import org.jspecify.annotations.Nullable;

/**
 * What a cache holds under a key, and as of when.
 *
 * @param present whether there is a value
 * @param value the value, which may be {@code null} itself
 * @param version tells this state of the key from every later one, in its region
 * @since 0.1
 */
@PublicApi
public record Versioned(boolean present, @Nullable Object value, Version version) {

	/**
	 * A state of a key.
	 *
	 * @param epoch the epoch of the region
	 * @param number the number within it
	 */
	public record Version(long epoch, long number) {

	}

}
