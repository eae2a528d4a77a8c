package io.regioncache.cache.value;

import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Finds the classes whose objects may refer to themselves, such as both sides of a
 * relation. Only those carry object ids.
 */
final class Cycles {

	private Cycles() {
	}

	/**
	 * Whether objects of a class may refer to themselves, by what its fields declare. An
	 * object that takes others in its constructor cannot be read back before them.
	 */
	static boolean arePossible(Class<?> type) {
		return !isLeaf(type) && !type.isRecord() && !type.isInterface() && hasDefaultConstructor(type)
				&& leadsTo(type, type, new HashSet<>());
	}

	private static boolean hasDefaultConstructor(Class<?> type) {
		return Arrays.stream(type.getDeclaredConstructors())
			.anyMatch((constructor) -> constructor.getParameterCount() == 0);
	}

	private static boolean leadsTo(Class<?> from, Class<?> target, Set<Class<?>> seen) {
		for (Class<?> layer = from; layer != null && !isLeaf(layer); layer = layer.getSuperclass()) {
			for (Field field : layer.getDeclaredFields()) {
				if (!Modifier.isStatic(field.getModifiers()) && typeLeadsTo(field.getGenericType(), target, seen)) {
					return true;
				}
			}
			if (layer.getGenericSuperclass() instanceof ParameterizedType parent
					&& anyLeadsTo(parent.getActualTypeArguments(), target, seen)) {
				return true;
			}
		}
		return from.isSealed() && Arrays.stream(from.getPermittedSubclasses())
			.anyMatch((subclass) -> typeLeadsTo(subclass, target, seen));
	}

	private static boolean typeLeadsTo(Type type, Class<?> target, Set<Class<?>> seen) {
		if (type instanceof ParameterizedType parameterized) {
			return typeLeadsTo(parameterized.getRawType(), target, seen)
					|| anyLeadsTo(parameterized.getActualTypeArguments(), target, seen);
		}
		if (type instanceof WildcardType wildcard) {
			return anyLeadsTo(wildcard.getUpperBounds(), target, seen);
		}
		if (type instanceof GenericArrayType array) {
			return typeLeadsTo(array.getGenericComponentType(), target, seen);
		}
		return type instanceof Class<?> clazz && classLeadsTo(clazz, target, seen);
	}

	private static boolean classLeadsTo(Class<?> type, Class<?> target, Set<Class<?>> seen) {
		if (type.isArray()) {
			return classLeadsTo(type.getComponentType(), target, seen);
		}
		return !isLeaf(type) && (type.isAssignableFrom(target) || (seen.add(type) && leadsTo(type, target, seen)));
	}

	private static boolean anyLeadsTo(Type[] types, Class<?> target, Set<Class<?>> seen) {
		return Arrays.stream(types).anyMatch((type) -> typeLeadsTo(type, target, seen));
	}

	private static boolean isLeaf(Class<?> type) {
		return type.isPrimitive() || type.isEnum() || type.getName().startsWith("java.");
	}

}
