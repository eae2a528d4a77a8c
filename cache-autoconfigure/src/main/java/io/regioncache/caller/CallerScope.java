package io.regioncache.caller;

import io.regioncache.annotation.PublicApi;

/**
 * Something that is bound to a thread until it is closed there.
 *
 * @since 0.1
 */
@FunctionalInterface
@PublicApi
public interface CallerScope extends AutoCloseable {

	/**
	 * Nothing at all.
	 */
	CallerScope NONE = () -> {
	};

	@Override
	void close();

}
