package io.regioncache.autoconfigure.websession;

import io.regioncache.websession.SessionAttributeCodec;

import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.data.redis.serializer.SerializationException;

/**
 * Attributes as the application's serializer writes them.
 */
final class SerializerAttributeCodec implements SessionAttributeCodec {

	private final RedisSerializer<Object> serializer;

	SerializerAttributeCodec(RedisSerializer<Object> serializer) {
		this.serializer = serializer;
	}

	@Override
	public byte[] encode(String name, Object value) {
		try {
			byte[] bytes = this.serializer.serialize(value);
			if (bytes == null || bytes.length == 0) {
				throw new IllegalArgumentException(
						"The serializer makes nothing of the session attribute '%s' of type %s".formatted(name,
								value.getClass().getName()));
			}
			return bytes;
		}
		catch (SerializationException ex) {
			throw new IllegalArgumentException("The session attribute '%s' of type %s cannot be serialized"
				.formatted(name, value.getClass().getName()), ex);
		}
	}

	@Override
	public Object decode(String name, byte[] bytes) {
		Object value = this.serializer.deserialize(bytes);
		if (value == null) {
			throw new IllegalArgumentException("the serializer reads nothing");
		}
		return value;
	}

}
