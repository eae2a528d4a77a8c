package io.regioncache.cache.value;

import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;

import net.jpountz.xxhash.XXHashFactory;

/**
 * Tells types of values apart by 32 bits: their names and, for classes of the
 * application, the names and types of their fields.
 * <p>
 * A class whose shape has changed has another id, so what its former version stored is a
 * miss, not half a value.
 */
final class TypeIds {

	/** Changes where the JSON of the same fields does. */
	private static final String FORMAT = "fields|";

	private TypeIds() {
	}

	/**
	 * Return the id of a type in a format: what another one has written is a value of
	 * another type.
	 */
	static int of(Type type, ValueFormat format) {
		StringBuilder shape = new StringBuilder(FORMAT);
		if (!format.id().equals(StandardFormat.JSON.id())) {
			shape.append(format.id()).append('|');
		}
		describe(type, shape, new HashSet<>());
		return hash(shape.toString());
	}

	/**
	 * A name that tells a class from others of one hierarchy, and nothing about it.
	 */
	static String nameOf(Class<?> type) {
		return Integer.toHexString(hash(type.getName()));
	}

	private static int hash(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		return XXHashFactory.safeInstance().hash32().hash(bytes, 0, bytes.length, 0);
	}

	private static void describe(Type type, StringBuilder shape, Set<Class<?>> seen) {
		if (type instanceof Class<?> clazz) {
			describeClass(clazz, shape, seen);
		}
		else if (type instanceof ParameterizedType parameterized) {
			describe(parameterized.getRawType(), shape, seen);
			describeAll(parameterized.getActualTypeArguments(), shape, seen);
		}
		else {
			describeOpen(type, shape, seen);
		}
	}

	private static void describeOpen(Type type, StringBuilder shape, Set<Class<?>> seen) {
		if (type instanceof GenericArrayType array) {
			describe(array.getGenericComponentType(), shape, seen);
			shape.append("[]");
		}
		else if (type instanceof WildcardType wildcard) {
			describeAll(wildcard.getUpperBounds(), shape, seen);
		}
		else if (type instanceof TypeVariable<?> variable) {
			shape.append(variable.getName());
		}
	}

	private static void describeAll(Type[] types, StringBuilder shape, Set<Class<?>> seen) {
		shape.append('<');
		for (Type type : types) {
			describe(type, shape, seen);
			shape.append(',');
		}
		shape.append('>');
	}

	private static void describeClass(Class<?> type, StringBuilder shape, Set<Class<?>> seen) {
		shape.append(type.getName());
		if (type.isArray()) {
			describeClass(type.getComponentType(), shape, seen);
		}
		else if (!type.isPrimitive() && !type.getName().startsWith("java.") && seen.add(type)) {
			if (type.isEnum()) {
				describeConstants(type, shape);
			}
			else {
				describeHierarchy(type, shape, seen);
				describeFields(type, shape, seen);
			}
		}
	}

	private static void describeConstants(Class<?> type, StringBuilder shape) {
		Arrays.stream(type.getFields())
			.filter(Field::isEnumConstant)
			.forEach((constant) -> shape.append('|').append(constant.getName()));
	}

	private static void describeHierarchy(Class<?> type, StringBuilder shape, Set<Class<?>> seen) {
		if (type.isSealed()) {
			for (Class<?> subclass : type.getPermittedSubclasses()) {
				shape.append('/');
				describeClass(subclass, shape, seen);
			}
		}
		Class<?> parent = type.getSuperclass();
		if (parent != null && parent != Object.class) {
			shape.append(':');
			describeClass(parent, shape, seen);
		}
	}

	private static void describeFields(Class<?> type, StringBuilder shape, Set<Class<?>> seen) {
		Arrays.stream(type.getDeclaredFields())
			.filter(TypeIds::isState)
			.sorted(Comparator.comparing(Field::getName))
			.forEach((field) -> {
				shape.append(';').append(field.getName()).append(' ');
				describe(field.getGenericType(), shape, seen);
			});
	}

	private static boolean isState(Field field) {
		return !field.isSynthetic() && (field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) == 0;
	}

}
