package io.regioncache.interceptor;

/**
 * A key expression has given {@code null}: two calls would share an entry by accident.
 */
@SuppressWarnings("serial")
final class NullKeyException extends IllegalArgumentException {

	NullKeyException(String message) {
		super(message);
	}

}
