package io.regioncache.cache.key;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.util.ReflectionUtils;

/**
 * Turns the key of a call into text; no two different keys give the same text.
 * <p>
 * A single value is written as a letter for its type and its text, {@code l:42} for a
 * {@code Long}; several are written one after the other, each with its length. A text
 * longer than {@value #MAX_LENGTH} characters is replaced by its SHA-256.
 */
public final class KeyEncoder {

	private static final int MAX_LENGTH = 200;

	private static final int MAX_DEPTH = 8;

	private KeyEncoder() {
	}

	/**
	 * Encode a key.
	 * @param key the key: {@code null}, text, a number, a boolean, an enum, a UUID, a
	 * date or time, a locale, currency, URI or class, or an array, list, set, map,
	 * optional or record of these
	 * @return the text
	 * @throws IllegalArgumentException if the key is of any other type
	 */
	public static String encode(@Nullable Object key) {
		StringBuilder text = new StringBuilder(32);
		append(text, key, 0);
		if (text.length() <= MAX_LENGTH) {
			return text.toString();
		}
		return "h:" + hash(text.toString());
	}

	/**
	 * Whether values of a declared type can be keys at all. A type that may have
	 * supported subtypes counts as one that can.
	 * @param type the declared type
	 * @return {@code false} if no value of this type can be a key
	 */
	public static boolean mayEncode(Class<?> type) {
		if (type.isArray()) {
			return mayEncode(type.getComponentType());
		}
		return type.isPrimitive() || type.isInterface() || type == Object.class || Enum.class.isAssignableFrom(type)
				|| Record.class.isAssignableFrom(type) || type == SimpleKey.class || type == Optional.class
				|| List.class.isAssignableFrom(type) || Set.class.isAssignableFrom(type)
				|| Map.class.isAssignableFrom(type) || KeyScalars.mayAppend(type);
	}

	private static void append(StringBuilder text, @Nullable Object value, int depth) {
		if (value == null) {
			text.append("n:");
		}
		else if (value instanceof Long number) {
			text.append("l:").append(number.longValue());
		}
		else if (value instanceof Integer number) {
			text.append("i:").append(number.intValue());
		}
		else if (!KeyScalars.append(text, value)) {
			appendComposite(text, value, depth);
		}
	}

	private static void appendComposite(StringBuilder text, Object value, int depth) {
		if (depth >= MAX_DEPTH) {
			throw new IllegalArgumentException(
					"A key may be nested %d levels deep at most; give the method a key expression that names a simple value"
						.formatted(MAX_DEPTH));
		}
		if (value instanceof VariedKey varied) {
			appendAll(text, "V", Arrays.asList(varied.key(), varied.variant()), depth);
		}
		else if (value instanceof SimpleKey simpleKey) {
			appendAll(text, "k", Arrays.asList(parametersOf(simpleKey)), depth);
		}
		else if (value instanceof Optional<?> optional) {
			appendAll(text, "o", optional.stream().toList(), depth);
		}
		else if (value instanceof List<?> list) {
			appendAll(text, "L", list, depth);
		}
		else if (value instanceof Set<?> set) {
			appendAllSorted(text, "S", set.stream().map((element) -> part(element, depth)).toList());
		}
		else if (value instanceof Map<?, ?> map) {
			appendAllSorted(text, "M",
					map.entrySet()
						.stream()
						.map((entry) -> delimited(part(entry.getKey(), depth)) + part(entry.getValue(), depth))
						.toList());
		}
		else if (value.getClass().isArray()) {
			appendArray(text, value, depth);
		}
		else if (value instanceof Record recordValue) {
			appendAll(text, "R" + value.getClass().getName(), componentsOf(recordValue), depth);
		}
		else {
			throw new IllegalArgumentException(
					("A value of %s cannot be a key: it has no text that is the same in every process. "
							+ "Give the method a key expression that names one, such as key = \"#p0.id\"")
						.formatted(value.getClass().getName()));
		}
	}

	private static void appendAll(StringBuilder text, String kind, Collection<?> elements, int depth) {
		text.append(kind).append('[').append(elements.size()).append(']');
		for (Object element : elements) {
			text.append(delimited(part(element, depth)));
		}
	}

	private static void appendAllSorted(StringBuilder text, String kind, List<String> parts) {
		text.append(kind).append('[').append(parts.size()).append(']');
		parts.stream().sorted().map(KeyEncoder::delimited).forEach(text::append);
	}

	private static void appendArray(StringBuilder text, Object array, int depth) {
		if (array instanceof byte[] bytes) {
			text.append("B:").append(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
			return;
		}
		Object[] elements = new Object[Array.getLength(array)];
		for (int i = 0; i < elements.length; i++) {
			elements[i] = Array.get(array, i);
		}
		appendAll(text, "A", Arrays.asList(elements), depth);
	}

	private static String part(@Nullable Object element, int depth) {
		StringBuilder part = new StringBuilder();
		append(part, element, depth + 1);
		return part.toString();
	}

	private static String delimited(String part) {
		return part.length() + "/" + part;
	}

	private static List<@Nullable Object> componentsOf(Record value) {
		RecordComponent[] components = value.getClass().getRecordComponents();
		@Nullable Object[] values = new Object[components.length];
		for (int i = 0; i < components.length; i++) {
			try {
				components[i].getAccessor().trySetAccessible();
				values[i] = components[i].getAccessor().invoke(value);
			}
			catch (IllegalAccessException | InvocationTargetException ex) {
				throw new IllegalArgumentException(
						"The record %s cannot be read as a key".formatted(value.getClass().getName()), ex);
			}
		}
		return Arrays.asList(values);
	}

	private static @Nullable Object[] parametersOf(SimpleKey key) {
		@Nullable Object parameters = ReflectionUtils.getField(SimpleKeyParameters.FIELD, key);
		return (parameters instanceof Object[] array) ? array : new Object[0];
	}

	private static String hash(String text) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
			return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * {@link SimpleKey} does not tell its parameters otherwise.
	 */
	private static final class SimpleKeyParameters {

		private static final java.lang.reflect.Field FIELD = find();

		private static java.lang.reflect.Field find() {
			java.lang.reflect.Field field = ReflectionUtils.findField(SimpleKey.class, "params");
			if (field == null) {
				throw new IllegalStateException("SimpleKey has no field 'params' in this version of Spring");
			}
			ReflectionUtils.makeAccessible(field);
			return field;
		}

	}

}
