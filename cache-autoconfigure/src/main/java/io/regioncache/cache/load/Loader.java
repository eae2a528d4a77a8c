package io.regioncache.cache.load;

import org.jspecify.annotations.Nullable;

/**
 * The origin of a value: the body of the cached method.
 */
@FunctionalInterface
public interface Loader {

	/**
	 * Load the value.
	 * @return the value
	 * @throws Throwable whatever the origin throws; it reaches the caller untouched
	 */
	@Nullable Object load() throws Throwable;

}
