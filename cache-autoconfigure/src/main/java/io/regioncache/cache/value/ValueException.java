package io.regioncache.cache.value;

import org.jspecify.annotations.Nullable;

/**
 * Thrown where a value cannot be turned into bytes or back. Callers of a cached method
 * never see it.
 */
public final class ValueException extends RuntimeException {

	public ValueException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
