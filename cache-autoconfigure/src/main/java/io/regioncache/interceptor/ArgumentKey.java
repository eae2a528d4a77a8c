package io.regioncache.interceptor;

import io.regioncache.cache.key.PlainKey;
import org.jspecify.annotations.Nullable;

/**
 * Reads the key of a call from its arguments, before an object is made for the call.
 */
@FunctionalInterface
interface ArgumentKey {

	/**
	 * All arguments, several of them or none.
	 */
	ArgumentKey ALL = PlainKey::ofAll;

	/**
	 * Read the key.
	 * @param arguments the arguments of the call
	 * @return the key, or {@code null} if only the call as a whole tells
	 */
	@Nullable Object of(@Nullable Object[] arguments);

	/**
	 * One argument.
	 * @param index its position
	 */
	static ArgumentKey at(int index) {
		return (arguments) -> arguments[index];
	}

	/**
	 * The same for all calls.
	 */
	static ArgumentKey always(Object key) {
		return (arguments) -> key;
	}

}
