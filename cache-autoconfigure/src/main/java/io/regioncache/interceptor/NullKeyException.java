package io.regioncache.interceptor;

/**
 * A key expression has given {@code null}: two calls would share an entry by accident.
 */
@SuppressWarnings("serial")
final class NullKeyException extends IllegalArgumentException {

	NullKeyException(Attribute attribute) {
		super("%s: %s is null for this call. Let it give a key for every call, or exclude the call by condition."
			.formatted(attribute.location(), attribute));
	}

}
