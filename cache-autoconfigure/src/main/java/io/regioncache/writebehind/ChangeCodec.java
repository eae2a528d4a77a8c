package io.regioncache.writebehind;

import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;

/**
 * Turns the key and the value of a change into bytes and back.
 */
public interface ChangeCodec {

	/**
	 * Write a change.
	 * @param key the key
	 * @param type the type that it will be read as
	 * @param value the value as it is stored
	 * @return the bytes
	 */
	byte[] write(Object key, Type type, byte[] value);

	/**
	 * Read the key.
	 * @param change the bytes
	 * @param type its type
	 * @return the key
	 */
	Object key(byte[] change, Type type);

	/**
	 * Read the value.
	 * @param change the bytes
	 * @param type its type
	 * @return the value
	 */
	@Nullable Object value(byte[] change, Type type);

}
