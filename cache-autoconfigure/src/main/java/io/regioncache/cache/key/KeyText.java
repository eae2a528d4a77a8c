package io.regioncache.cache.key;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.cache.interceptor.SimpleKey;

/**
 * The whole text of a key, which tells it from every other key.
 */
final class KeyText {

	private static final int MAX_DEPTH = 8;

	private KeyText() {
	}

	static String of(@Nullable Object key) {
		if (key instanceof Long || key instanceof Integer) {
			// The commonest keys, without a buffer
			return "i:" + ((Number) key).longValue();
		}
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

	private static void append(StringBuilder text, @Nullable Object value, int depth) {
		if (value == null) {
			text.append("n:");
		}
		else if (!KeyScalars.append(text, value)) {
			appendComposite(text, value, depth);
		}
		KeyParts.requireBounded(text.length());
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
			appendParameters(text, SimpleKeyParameters.of(simpleKey), depth);
		}
		else if (value instanceof Optional<?> optional) {
			appendAll(text, "o", optional.stream().toList(), depth);
		}
		else {
			appendContainer(text, value, depth);
		}
	}

	private static void appendContainer(StringBuilder text, Object value, int depth) {
		if (value instanceof List<?> list) {
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
		KeyStructure structure = KeyStructure.of(value.getClass()).orElseThrow(() -> UnkeyableValues.refusal(value));
		appendAll(text, "R" + value.getClass().getName(), structure.read(value), depth);
	}

	private static void appendAll(StringBuilder text, String kind, Iterable<?> elements, int depth) {
		StringBuilder parts = new StringBuilder();
		int count = 0;
		for (Object element : elements) {
			parts.append(KeyParts.delimited(part(element, depth)));
			KeyParts.requireBounded(parts.length());
			count++;
		}
		text.append(kind).append('[').append(count).append(']').append(parts);
	}

	private static void appendSet(StringBuilder text, Set<?> set, int depth) {
		KeyParts parts = new KeyParts();
		for (Object element : set) {
			parts.add(part(element, depth));
		}
		parts.appendTo(text, "S");
	}

	/**
	 * The text of its keys has to tell them apart, or it would not matter which of them
	 * holds which value.
	 */
	private static void appendMap(StringBuilder text, Map<?, ?> map, int depth) {
		KeyParts parts = new KeyParts();
		Set<String> keys = new HashSet<>();
		for (Map.Entry<?, ?> entry : map.entrySet()) {
			String key = part(entry.getKey(), depth);
			requireFirst(key, keys);
			parts.add(KeyParts.delimited(key) + part(entry.getValue(), depth));
		}
		parts.appendTo(text, "M");
	}

	private static void requireFirst(String key, Set<String> keys) {
		if (!keys.add(key)) {
			throw UnsupportedKeyException
				.unsupported("A map that holds %s twice, as keys of different types, cannot be a key".formatted(key));
		}
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

}
