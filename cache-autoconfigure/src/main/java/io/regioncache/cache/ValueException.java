package io.regioncache.cache;

import org.jspecify.annotations.Nullable;

/**
 * Thrown where a value cannot be turned into bytes or back. Callers of a cached method
 * never see it.
 */
final class ValueException extends RuntimeException {

	ValueException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
