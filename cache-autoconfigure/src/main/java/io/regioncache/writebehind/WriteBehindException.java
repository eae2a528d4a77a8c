package io.regioncache.writebehind;

import io.regioncache.annotation.PublicApi;
import org.jspecify.annotations.Nullable;

/**
 * A change that is not acknowledged. Its method has been called; the change may still be
 * written, but nobody promises it.
 *
 * @since 0.1
 */
@SuppressWarnings("serial")
@PublicApi
public final class WriteBehindException extends RuntimeException {

	/**
	 * Create an exception.
	 * @param message what happened, to which cache, and what to do
	 * @param cause what it came from, if anything
	 */
	public WriteBehindException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
