package io.regioncache.store.log;

/**
 * Something in a region's log that is no record: whoever finds it reads the state of the
 * region instead.
 */
public class CorruptRecordException extends RuntimeException {

	CorruptRecordException(String message) {
		super(message);
	}

}
