package io.regioncache.cache.value;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.hibernate.LazyInitializationException;
import org.jspecify.annotations.Nullable;

/**
 * A text that shows all that can be seen of a value, so that two values can be compared
 * without the comparison under test: classes, fields, elements in their order,
 * comparators, cycles.
 */
final class Portrait {

	private final IdentityHashMap<Object, Integer> above = new IdentityHashMap<>();

	static String of(@Nullable Object value) {
		return new Portrait().draw(value);
	}

	private String draw(@Nullable Object value) {
		if (value == null) {
			return "null";
		}
		if (this.above.containsKey(value)) {
			return "^" + this.above.get(value);
		}
		if (value instanceof Enum<?> constant) {
			return constant.getDeclaringClass().getName() + "." + constant.name();
		}
		this.above.put(value, this.above.size());
		try {
			return container(value);
		}
		catch (LazyInitializationException ex) {
			return "not loaded";
		}
		finally {
			this.above.remove(value);
		}
	}

	private String container(Object value) {
		if (value.getClass().isArray()) {
			StringBuilder text = new StringBuilder(value.getClass().getName() + "[");
			for (int i = 0; i < Array.getLength(value); i++) {
				text.append(draw(Array.get(value, i))).append(',');
			}
			return text + "]";
		}
		if (value instanceof Map<?, ?> map) {
			Collection<String> entries = map.entrySet()
				.stream()
				.map((entry) -> draw(entry.getKey()) + "=" + draw(entry.getValue()))
				.collect(Collectors.toList());
			String comparator = (map instanceof SortedMap<?, ?> sorted) ? "sorted by " + sorted.comparator() : "map";
			return comparator + entries + own(value);
		}
		if (value instanceof Collection<?> collection) {
			return kind(collection) + collection.stream().map(this::draw).toList() + own(value);
		}
		if (value instanceof Map.Entry<?, ?> entry) {
			return "entry " + draw(entry.getKey()) + "=" + draw(entry.getValue());
		}
		if (value instanceof Optional<?> optional) {
			return "optional " + draw(optional.orElse(null));
		}
		if (value instanceof AtomicReference<?> reference) {
			return "reference " + draw(reference.get());
		}
		return isOfJdk(value.getClass()) ? scalar(value) : value.getClass().getName() + own(value);
	}

	private static String kind(Collection<?> collection) {
		if (collection instanceof SortedSet<?> sorted) {
			return "sorted by " + sorted.comparator();
		}
		if (collection instanceof Set) {
			return "set";
		}
		Set<String> more = new LinkedHashSet<>();
		for (Class<?> type : List.of(List.class, java.util.Deque.class, java.util.Vector.class,
				java.util.concurrent.CopyOnWriteArrayList.class, java.util.PriorityQueue.class)) {
			if (type.isInstance(collection)) {
				more.add(type.getSimpleName());
			}
		}
		more.remove("List");
		return "collection " + more;
	}

	private static String scalar(Object value) {
		if (value instanceof Pattern pattern) {
			return pattern.pattern() + " with " + pattern.flags();
		}
		return value.getClass().getName() + " " + value;
	}

	/**
	 * The fields of the classes that are not the JDK's.
	 */
	private String own(Object value) {
		StringBuilder text = new StringBuilder("{");
		Set<Field> seen = new HashSet<>();
		for (Class<?> layer = value.getClass(); layer != null && !isOfJdk(layer)
				&& !layer.getName().startsWith("org.hibernate.collection"); layer = layer.getSuperclass()) {
			for (Field field : layer.getDeclaredFields()) {
				if (!Modifier.isStatic(field.getModifiers()) && seen.add(field)) {
					text.append(layer.getSimpleName())
						.append('.')
						.append(field.getName())
						.append(':')
						.append(draw(get(field, value)))
						.append(';');
				}
			}
		}
		return text + "}";
	}

	private static @Nullable Object get(Field field, Object target) {
		try {
			field.setAccessible(true);
			return field.get(target);
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static boolean isOfJdk(Class<?> type) {
		return type.getClassLoader() == null || type.getClassLoader() == ClassLoader.getPlatformClassLoader();
	}

}
