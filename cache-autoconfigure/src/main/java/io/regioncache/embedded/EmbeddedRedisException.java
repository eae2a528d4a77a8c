package io.regioncache.embedded;

import org.jspecify.annotations.Nullable;

/**
 * An embedded Redis server could not be started.
 */
public class EmbeddedRedisException extends IllegalStateException {

	/**
	 * Create an exception.
	 * @param message what happened and what to do about it
	 * @param cause the cause, if any
	 */
	public EmbeddedRedisException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
