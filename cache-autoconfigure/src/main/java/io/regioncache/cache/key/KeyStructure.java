package io.regioncache.cache.key;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.core.KotlinDetector;
import org.springframework.core.annotation.MergedAnnotations;

/**
 * What the values of a class consist of, where that is all there is to them: the
 * components of a record or of a data class of Kotlin, the fields of an
 * {@code @Embeddable}.
 *
 * @param parts the parts, in a fixed order
 */
public record KeyStructure(List<Component> parts) {

	private static final String EMBEDDABLE = "jakarta.persistence.Embeddable";

	private static final Pattern COMPONENT = Pattern.compile("component(\\d+)([$-].*)?");

	private static final ClassValue<Optional<KeyStructure>> KNOWN = new ClassValue<>() {

		@Override
		protected Optional<KeyStructure> computeValue(Class<?> type) {
			return find(type);
		}

	};

	/**
	 * Return the structure of a class.
	 * @param type the class
	 * @return its structure, or nothing if its values are more than the sum of their
	 * parts
	 */
	public static Optional<KeyStructure> of(Class<?> type) {
		return KNOWN.get(type);
	}

	private static Optional<KeyStructure> find(Class<?> type) {
		if (type.isRecord()) {
			return Optional.of(new KeyStructure(Arrays.stream(type.getRecordComponents())
				.map(RecordComponent::getAccessor)
				.map(Component::of)
				.toList()));
		}
		if (MergedAnnotations.from(type).isPresent(EMBEDDABLE)) {
			List<Component> parts = fields(type).stream().map(Component::of).toList();
			return parts.isEmpty() ? Optional.empty() : Optional.of(new KeyStructure(parts));
		}
		return isData(type) ? Optional.of(new KeyStructure(components(type).map(Component::of).toList()))
				: Optional.empty();
	}

	private static List<Field> fields(Class<?> type) {
		List<Field> fields = new ArrayList<>();
		for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
			for (Field field : each.getDeclaredFields()) {
				if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())
						&& !field.isSynthetic()) {
					fields.add(field);
				}
			}
		}
		fields.sort(Comparator.comparing(Field::getName).thenComparing((field) -> field.getDeclaringClass().getName()));
		return fields;
	}

	private static boolean isData(Class<?> type) {
		return KotlinDetector.isKotlinType(type) && components(type).findAny().isPresent()
				&& Arrays.stream(type.getDeclaredMethods())
					.anyMatch((method) -> method.getName().startsWith("copy") && method.getName().endsWith("$default"));
	}

	private static java.util.stream.Stream<Method> components(Class<?> type) {
		return Arrays.stream(type.getDeclaredMethods())
			.filter((method) -> method.getParameterCount() == 0 && !Modifier.isStatic(method.getModifiers())
					&& position(method) > 0)
			.sorted(Comparator.comparingInt(KeyStructure::position));
	}

	private static int position(Method method) {
		Matcher matcher = COMPONENT.matcher(method.getName());
		return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
	}

	/**
	 * Read all parts of a value.
	 * @throws UnsupportedKeyException if its own code throws
	 */
	List<@Nullable Object> read(Object value) {
		@Nullable Object[] values = new Object[this.parts.size()];
		for (int i = 0; i < values.length; i++) {
			values[i] = read(this.parts.get(i), value);
		}
		return Arrays.asList(values);
	}

	private static @Nullable Object read(Component part, Object value) {
		try {
			return part.reader().read(value);
		}
		catch (InvocationTargetException ex) {
			throw UnsupportedKeyException.unreadable(
					"%s cannot be read as a key: %s".formatted(value.getClass().getName(), ex.getTargetException()),
					ex.getTargetException());
		}
		catch (IllegalAccessException ex) {
			throw UnsupportedKeyException.unsupported(
					"%s cannot be read as a key: %s. Open its package, or give the method a key expression that names its parts"
						.formatted(value.getClass().getName(), ex.getMessage()));
		}
	}

	/**
	 * One part.
	 *
	 * @param type its declared type
	 * @param reader reads it
	 */
	public record Component(Type type, ComponentReader reader) {

		private static Component of(Method accessor) {
			return new Component(accessor.getGenericReturnType(), accessible(accessor)::invoke);
		}

		private static Component of(Field field) {
			return new Component(field.getGenericType(), accessible(field)::get);
		}

		private static <T extends AccessibleObject> T accessible(T member) {
			member.trySetAccessible();
			return member;
		}

	}

	/**
	 * Reads a part of a value.
	 */
	interface ComponentReader {

		@Nullable Object read(Object value) throws IllegalAccessException, InvocationTargetException;

	}

}
