package io.regioncache.embedded;

import io.regioncache.annotation.PublicApi;
import org.jspecify.annotations.Nullable;

/**
 * An embedded Redis server could not be started.
 *
 * @since 0.1
 */
@PublicApi
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
