package io.regioncache.cache.value;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * What makes up an object of a class: the fields of the class and of those it extends,
 * private and transient ones too.
 *
 * @param parts the fields
 * @param constants fields that hold the instances that stand for themselves
 * @param refusal why the class cannot be compared, or {@code null} if it can be
 */
record ClassState(List<FieldState> parts, List<Field> constants, @Nullable String refusal) {

	private static final ClassValue<ClassState> STATES = new ClassValue<>() {
		@Override
		protected ClassState computeValue(Class<?> type) {
			return find(type);
		}
	};

	static ClassState of(Class<?> type) {
		return STATES.get(type);
	}

	private static ClassState find(Class<?> type) {
		try {
			return read(type);
		}
		catch (InaccessibleObjectException ex) {
			return new ClassState(List.of(), List.of(),
					"has fields that cannot be seen: open %s to all, or to this library, in the module %s"
						.formatted(type.getPackageName(), type.getModule().getName()));
		}
	}

	private static ClassState read(Class<?> type) {
		List<FieldState> parts = new ArrayList<>();
		for (Class<?> layer = type; layer != null && layer != Object.class
				&& layer != Record.class; layer = layer.getSuperclass()) {
			if (JdkValues.isOfJdk(layer)) {
				return new ClassState(parts, List.of(), reason(layer));
			}
			addParts(layer, parts);
		}
		return new ClassState(parts, constantsOf(type), null);
	}

	/**
	 * Why the state of a class of the JDK cannot be seen. Contents of containers can.
	 */
	private static @Nullable String reason(Class<?> layer) {
		boolean container = layer == Optional.class || layer == AtomicReference.class
				|| Collection.class.isAssignableFrom(layer) || Map.class.isAssignableFrom(layer)
				|| Map.Entry.class.isAssignableFrom(layer);
		return (container || layer.getDeclaredFields().length == 0) ? null
				: "is or extends %s, whose state cannot be seen".formatted(layer.getTypeName());
	}

	private static void addParts(Class<?> layer, List<FieldState> parts) {
		for (Field field : layer.getDeclaredFields()) {
			if (!Modifier.isStatic(field.getModifiers()) && !field.isSynthetic()) {
				field.setAccessible(true);
				parts.add(new FieldState(field));
			}
		}
	}

	/**
	 * Without {@code equals}, a constant is compared by identity.
	 */
	private static List<Field> constantsOf(Class<?> type) {
		List<Field> constants = new ArrayList<>();
		for (Class<?> layer = hasEquals(type) ? null : type; layer != null
				&& !JdkValues.isOfJdk(layer); layer = layer.getSuperclass()) {
			for (Field field : layer.getDeclaredFields()) {
				if (mayHold(field, type)) {
					field.setAccessible(true);
					constants.add(field);
				}
			}
		}
		return constants;
	}

	private static boolean mayHold(Field field, Class<?> type) {
		return Modifier.isStatic(field.getModifiers()) && Modifier.isFinal(field.getModifiers())
				&& field.getType().isAssignableFrom(type) && field.getType() != Object.class;
	}

	private static boolean hasEquals(Class<?> type) {
		try {
			return type.getMethod("equals", Object.class).getDeclaringClass() != Object.class;
		}
		catch (NoSuchMethodException ex) {
			return false;
		}
	}

	boolean isConstant(Object value) {
		for (Field constant : this.constants) {
			if (get(constant, null) == value) {
				return true;
			}
		}
		return false;
	}

	private static @Nullable Object get(Field field, @Nullable Object target) {
		try {
			return field.get(target);
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A field.
	 */
	record FieldState(Field field) {

		String name() {
			return this.field.getName();
		}

		@Nullable Object of(Object target) {
			return get(this.field, target);
		}

	}

}
