package io.regioncache.cache.settings;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Tells whether reads of a cache can have a bound on how long ago a value may have been
 * invalidated.
 */
@FunctionalInterface
public interface StalenessBounds {

	/**
	 * Say why a bound cannot be met.
	 * @param cache the name of the cache
	 * @param bound the bound
	 * @return the reason, or {@code null} if it can be
	 */
	@Nullable String problem(String cache, Duration bound);

}
