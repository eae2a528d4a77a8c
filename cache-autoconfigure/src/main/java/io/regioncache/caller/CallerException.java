package io.regioncache.caller;

import io.regioncache.annotation.PublicApi;

/**
 * A call is refused because it is not certain whom its value is meant for.
 *
 * @since 0.1
 */
@PublicApi
public class CallerException extends IllegalStateException {

	/**
	 * Create an exception.
	 * @param message what is missing, and what to do
	 */
	public CallerException(String message) {
		super(message);
	}

}
