package io.regioncache.cache.key;

import org.jspecify.annotations.Nullable;

/**
 * A key that has no text. What has no text was never stored, unless the key could only
 * not be read this time.
 */
@SuppressWarnings("serial")
public final class UnsupportedKeyException extends IllegalArgumentException {

	private final boolean unreadable;

	private UnsupportedKeyException(String message, @Nullable Throwable cause, boolean unreadable) {
		super(message, cause);
		this.unreadable = unreadable;
	}

	/**
	 * A key that never has a text.
	 */
	static UnsupportedKeyException unsupported(String message) {
		return new UnsupportedKeyException(message, null, false);
	}

	/**
	 * A key whose own code has thrown.
	 */
	static UnsupportedKeyException unreadable(String message, Throwable cause) {
		return new UnsupportedKeyException(message, cause, true);
	}

	/**
	 * Return whether the code of the key has thrown, so that an entry may have been
	 * stored under an equal key.
	 * @return {@code false} if nothing is ever stored under such a key
	 */
	public boolean isUnreadable() {
		return this.unreadable;
	}

}
