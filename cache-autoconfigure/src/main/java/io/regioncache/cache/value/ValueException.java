package io.regioncache.cache.value;

import org.jspecify.annotations.Nullable;

/**
 * Thrown where a value cannot be turned into bytes or back. Callers of a cached method
 * never see it.
 */
public final class ValueException extends RuntimeException {

	private final boolean different;

	/**
	 * Create an exception.
	 * @param message what is wrong with the value
	 * @param cause the cause, if any
	 */
	public ValueException(String message, @Nullable Throwable cause) {
		super(message, cause);
		this.different = false;
	}

	ValueException(Difference difference) {
		super(difference.toString(), null);
		this.different = true;
	}

	/**
	 * Whether the value has an encoded form, of which something else would be read.
	 */
	public boolean isDifferent() {
		return this.different;
	}

}
