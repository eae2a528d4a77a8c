package io.regioncache.interceptor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ObjectUtils;

/**
 * Gives the keys that a call invalidates.
 */
@FunctionalInterface
interface KeysSource {

	/**
	 * Return the keys.
	 * @param call the call
	 * @return the keys
	 */
	Collection<Object> keys(Invocation call);

	/**
	 * A single key.
	 * @param key gives the key
	 * @return the source
	 */
	static KeysSource of(KeySource key) {
		return (call) -> List.of(key.key(call));
	}

	/**
	 * The elements of the collection or array that an expression gives.
	 * @param expression the expression
	 * @param attribute where it stands
	 * @return the source
	 */
	static KeysSource of(CallExpression expression, Attribute attribute) {
		return (call) -> elements(expression.evaluate(call), attribute);
	}

	private static Collection<Object> elements(@Nullable Object value, Attribute attribute) {
		if (value == null) {
			throw attribute.nullKey();
		}
		List<Object> keys = new ArrayList<>();
		iterable(value, attribute).forEach((element) -> add(element, keys, attribute));
		return keys;
	}

	private static Iterable<?> iterable(Object value, Attribute attribute) {
		if (value instanceof Iterable<?> elements) {
			return elements;
		}
		if (value.getClass().isArray()) {
			return Arrays.asList(ObjectUtils.toObjectArray(value));
		}
		throw new IllegalStateException("%s: %s gives a %s. Let it give a collection or an array, or use key."
			.formatted(attribute.location(), attribute, value.getClass().getName()));
	}

	private static void add(@Nullable Object element, List<Object> keys, Attribute attribute) {
		if (element == null) {
			throw new NullKeyException(
					"%s: %s contains null for this call. Leave it out.".formatted(attribute.location(), attribute));
		}
		keys.add(element);
	}

}
