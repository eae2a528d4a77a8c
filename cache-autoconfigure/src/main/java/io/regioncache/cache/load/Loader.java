package io.regioncache.cache.load;

import io.regioncache.annotation.PublicApi;
import org.jspecify.annotations.Nullable;

/**
 * The origin of a value: the body of the cached method.
 *
 * @since 0.1
 */
@PublicApi
@FunctionalInterface
public interface Loader {

	/**
	 * Load the value.
	 * @return the value
	 * @throws Throwable whatever the origin throws; it reaches the caller untouched
	 */
	@Nullable Object load() throws Throwable;

}
