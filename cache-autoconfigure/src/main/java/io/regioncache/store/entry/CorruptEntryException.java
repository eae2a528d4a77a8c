package io.regioncache.store.entry;

/**
 * Thrown where stored bytes are not what this library writes; a miss to the caller.
 */
public class CorruptEntryException extends RuntimeException {

	/**
	 * Create an exception.
	 * @param message what is wrong
	 */
	public CorruptEntryException(String message) {
		super(message);
	}

}
