package io.regioncache.caller;

/**
 * A call is refused, for it is not certain whom its value would be for.
 */
public class CallerException extends IllegalStateException {

	/**
	 * Create an exception.
	 * @param message what is missing, and what to do
	 */
	public CallerException(String message) {
		super(message);
	}

}
