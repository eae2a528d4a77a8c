package io.regioncache.websession;

import io.regioncache.annotation.PublicApi;

/**
 * Turns attributes of sessions into bytes and back. A bean of this type replaces the
 * library's JSON.
 *
 * @since 0.1
 */
@PublicApi
public interface SessionAttributeCodec {

	/**
	 * Encode an attribute.
	 * @param name the name of the attribute
	 * @param value its value
	 * @return the bytes, at least one
	 * @throws IllegalArgumentException if values of this type cannot be stored
	 */
	byte[] encode(String name, Object value);

	/**
	 * Decode an attribute.
	 * @param name the name of the attribute
	 * @param bytes what was encoded, perhaps by another release
	 * @return the value
	 * @throws IllegalArgumentException if the bytes cannot be read: then the session has
	 * no such attribute
	 */
	Object decode(String name, byte[] bytes);

}
