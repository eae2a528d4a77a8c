package io.regioncache.websession;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Attributes as JSON without class names. The first byte says what follows; JSON is bound
 * to the type that is declared for the attribute.
 */
public final class JsonAttributeCodec implements SessionAttributeCodec {

	private final JsonMapper mapper = JsonMapper.builder().build();

	private final Map<String, Class<?>> types = new LinkedHashMap<>();

	/**
	 * Create a codec.
	 * @param types the declared types
	 */
	public JsonAttributeCodec(Collection<SessionAttributeType> types) {
		types.forEach((type) -> this.types.put(type.name(), type.type()));
	}

	@Override
	public byte[] encode(String name, Object value) {
		Class<?> type = this.types.get(name);
		if (type != null) {
			return json(name, value, type);
		}
		if (value instanceof String text) {
			return bytes('S', text);
		}
		return bytes(letterOf(name, value), String.valueOf(value));
	}

	private byte[] json(String name, Object value, Class<?> type) {
		if (!type.isInstance(value)) {
			throw new IllegalArgumentException("The session attribute '%s' is declared as %s, but is a %s"
				.formatted(name, type.getName(), value.getClass().getName()));
		}
		return bytes('J', this.mapper.writerFor(type).writeValueAsString(value));
	}

	private static char letterOf(String name, Object value) {
		if (value instanceof Boolean) {
			return 'B';
		}
		if (value instanceof Integer) {
			return 'I';
		}
		if (value instanceof Long) {
			return 'L';
		}
		if (value instanceof Double) {
			return 'D';
		}
		throw new IllegalArgumentException(("The session attribute '%s' of type %s cannot be stored as JSON without "
				+ "class names. Declare its type with a bean 'new SessionAttributeType(\"%s\", ...)', or declare a bean "
				+ "'springSessionDefaultRedisSerializer' that serializes all attributes, as those of Spring Security need")
			.formatted(name, value.getClass().getName(), name));
	}

	private static byte[] bytes(char letter, String text) {
		return (letter + text).getBytes(StandardCharsets.UTF_8);
	}

	@Override
	public Object decode(String name, byte[] bytes) {
		String text = new String(bytes, 1, bytes.length - 1, StandardCharsets.UTF_8);
		try {
			return switch (bytes[0]) {
				case 'S' -> text;
				case 'B' -> Boolean.valueOf(text);
				case 'I' -> Integer.valueOf(text);
				case 'L' -> Long.valueOf(text);
				case 'D' -> Double.valueOf(text);
				case 'J' -> json(name, text);
				default -> throw new IllegalArgumentException("unknown kind " + bytes[0]);
			};
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException(ex.getOriginalMessage(), ex);
		}
	}

	private Object json(String name, String text) {
		Class<?> type = this.types.get(name);
		Object value = (type != null) ? this.mapper.readValue(text, type) : null;
		if (value == null) {
			throw new IllegalArgumentException("no type is declared");
		}
		return value;
	}

}
