package io.regioncache.cache.key;

import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Sort;
import org.springframework.util.ReflectionUtils;

/**
 * Turns the key of a call into text; no two different keys give the same text.
 * <p>
 * A single value is written as a letter for its type and its text, {@code i:42} for an
 * integral number; several are written one after the other, each with its length. A text
 * longer than {@value #MAX_LENGTH} characters is replaced by its SHA-256. Integral
 * numbers of one value are one key, whatever their type: {@code 42} and {@code 42L}.
 */
public final class KeyEncoder {

	private static final int MAX_LENGTH = 200;

	private static final int MAX_DEPTH = 8;

	private static final int MAX_TEXT = 10_000_000;

	private static final String HASHED = "h:";

	private static final String VARIED = "V[2]";

	private KeyEncoder() {
	}

	/**
	 * Encode a key.
	 * @param key the key: {@code null}, text, a number, a boolean, an enum, a UUID, a
	 * date or time, a locale, currency, URI or class, a {@code PageRequest}, {@code Sort}
	 * or {@code Limit}, or an array, list, set, map, optional, record, Kotlin data class
	 * or {@code @Embeddable} of these
	 * @return the text
	 * @throws UnsupportedKeyException if the key is of any other type, too deep or too
	 * long, or if its own code throws
	 */
	public static String encode(@Nullable Object key) {
		String text = text(key);
		return (text.length() <= MAX_LENGTH) ? text : HASHED + hash(text);
	}

	private static String text(@Nullable Object key) {
		try {
			StringBuilder text = new StringBuilder(32);
			append(text, key, 0);
			return text.toString();
		}
		catch (UnsupportedKeyException ex) {
			throw ex;
		}
		catch (RuntimeException | StackOverflowError ex) {
			throw UnsupportedKeyException.unreadable("A key cannot be read: " + ex, ex);
		}
	}

	/**
	 * Return the key that an encoded {@link VariedKey} exists once for each kind of
	 * caller of.
	 * @param text the encoded key
	 * @return the encoded key without its variant; {@code null} if it has none, or was
	 * hashed
	 */
	public static @Nullable String withoutVariant(String text) {
		int slash = text.startsWith(VARIED) ? text.indexOf('/') : -1;
		if (slash < 0) {
			return null;
		}
		try {
			int length = Integer.parseInt(text, VARIED.length(), slash, 10);
			return (length >= 0 && length < text.length() - slash) ? text.substring(slash + 1, slash + 1 + length)
					: null;
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	/**
	 * Whether an encoded key was too long and is a hash.
	 * @param text the encoded key
	 * @return {@code true} if the key cannot be told from it
	 */
	public static boolean isHashed(String text) {
		return text.startsWith(HASHED);
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
				|| Map.class.isAssignableFrom(type) || KeyScalars.mayAppend(type) || PageKeys.mayAppend(type)
				|| KeyStructure.of(type).isPresent();
	}

	private static void append(StringBuilder text, @Nullable Object value, int depth) {
		if (value == null) {
			text.append("n:");
		}
		else if (!KeyScalars.append(text, value)) {
			appendComposite(text, value, depth);
		}
		requireBounded(text.length());
	}

	private static void appendComposite(StringBuilder text, Object value, int depth) {
		if (depth >= MAX_DEPTH) {
			throw UnsupportedKeyException.unsupported(
					"A key may be nested %d levels deep at most; give the method a key expression that names a simple value"
						.formatted(MAX_DEPTH));
		}
		if (value instanceof VariedKey varied) {
			appendAll(text, "V", Arrays.asList(varied.key(), varied.variant()), depth);
		}
		else if (value instanceof SimpleKey simpleKey) {
			appendParameters(text, parametersOf(simpleKey), depth);
		}
		else if (value instanceof Optional<?> optional) {
			appendAll(text, "o", optional.stream().toList(), depth);
		}
		else if (value instanceof List<?> list) {
			appendAll(text, "L", list, depth);
		}
		else if (value instanceof Set<?> set) {
			appendSet(text, set, depth);
		}
		else if (value instanceof Map<?, ?> map) {
			appendMap(text, map, depth);
		}
		else if (value.getClass().isArray()) {
			appendArray(text, value, depth);
		}
		else {
			appendStructure(text, value, depth);
		}
	}

	/**
	 * A lone array is wrapped by Spring so that it can be compared. It is the key that an
	 * expression gives which names the argument.
	 */
	private static void appendParameters(StringBuilder text, @Nullable Object[] parameters, int depth) {
		if (parameters.length == 1 && parameters[0] != null && parameters[0].getClass().isArray()) {
			appendArray(text, parameters[0], depth);
		}
		else {
			appendAll(text, "k", Arrays.asList(parameters), depth);
		}
	}

	private static void appendStructure(StringBuilder text, Object value, int depth) {
		if (value instanceof FailedKey failed) {
			throw UnsupportedKeyException.unreadable(failed.problem(), failed.cause());
		}
		PageKeys.@Nullable Parts page = PageKeys.parts(value);
		if (page != null) {
			appendAll(text, page.name(), page.elements(), depth);
			return;
		}
		KeyStructure structure = KeyStructure.of(value.getClass()).orElseThrow(() -> unsupported(value));
		appendAll(text, "R" + value.getClass().getName(), structure.read(value), depth);
	}

	private static UnsupportedKeyException unsupported(Object value) {
		String name = value.getClass().getName();
		if (value instanceof Pageable || value instanceof Sort || value instanceof Sort.Order) {
			return UnsupportedKeyException
				.unsupported(("A value of %s cannot be a key: it may hold more than its interface tells. "
						+ "Pass a PageRequest with a plain Sort, or give the method a key expression that names what counts")
					.formatted(name));
		}
		return UnsupportedKeyException
			.unsupported(("A value of %s cannot be a key: it has no text that is the same in every process. "
					+ "Give the method a key expression that names one, such as key = \"#p0.id\", "
					+ "or make the class a record or an @Embeddable")
				.formatted(name));
	}

	private static void requireBounded(long length) {
		if (length > MAX_TEXT) {
			throw UnsupportedKeyException.unsupported(
					"A key may take %,d characters at most; give the method a key expression that names a simple value"
						.formatted(MAX_TEXT));
		}
	}

	private static void appendAll(StringBuilder text, String kind, Iterable<?> elements, int depth) {
		StringBuilder parts = new StringBuilder();
		int count = 0;
		for (Object element : elements) {
			parts.append(delimited(part(element, depth)));
			requireBounded(parts.length());
			count++;
		}
		text.append(kind).append('[').append(count).append(']').append(parts);
	}

	private static void appendSet(StringBuilder text, Set<?> set, int depth) {
		List<String> parts = new ArrayList<>(set.size());
		long length = 0;
		for (Object element : set) {
			String part = part(element, depth);
			parts.add(part);
			length += part.length();
			requireBounded(length);
		}
		appendSorted(text, "S", parts);
	}

	/**
	 * The text of its keys has to tell them apart, or it would not matter which of them
	 * holds which value.
	 */
	private static void appendMap(StringBuilder text, Map<?, ?> map, int depth) {
		List<String> parts = new ArrayList<>(map.size());
		Set<String> keys = new HashSet<>();
		long length = 0;
		for (Map.Entry<?, ?> entry : map.entrySet()) {
			String key = part(entry.getKey(), depth);
			if (!keys.add(key)) {
				throw UnsupportedKeyException.unsupported(
						"A map that holds %s twice, as keys of different types, cannot be a key".formatted(key));
			}
			String part = delimited(key) + part(entry.getValue(), depth);
			parts.add(part);
			length += part.length();
			requireBounded(length);
		}
		appendSorted(text, "M", parts);
	}

	private static void appendSorted(StringBuilder text, String kind, List<String> parts) {
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
