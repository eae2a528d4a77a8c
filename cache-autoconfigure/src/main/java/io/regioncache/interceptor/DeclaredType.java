package io.regioncache.interceptor;

import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;

/**
 * Turns a declared type into one without type variables and wildcards, which JSON can be
 * bound to.
 */
final class DeclaredType {

	private DeclaredType() {
	}

	/**
	 * Resolve a declared type.
	 * @param type the type, in the context of the class that binds its variables
	 * @return the resolved type, or {@code null} if it depends on an unbound variable
	 */
	static @Nullable Type resolve(ResolvableType type) {
		Class<?> raw = type.resolve();
		if (raw == null) {
			return (type.getType() instanceof TypeVariable<?>) ? null : Object.class;
		}
		if (type.isArray()) {
			Type component = resolve(type.getComponentType());
			return (component != null) ? arrayOf(raw, component) : null;
		}
		return type.hasGenerics() ? withGenerics(raw, type.getGenerics()) : raw;
	}

	private static @Nullable Type withGenerics(Class<?> raw, ResolvableType[] generics) {
		ResolvableType[] resolved = new ResolvableType[generics.length];
		for (int i = 0; i < generics.length; i++) {
			Type generic = resolve(generics[i]);
			if (generic == null) {
				return null;
			}
			resolved[i] = ResolvableType.forType(generic);
		}
		return ResolvableType.forClassWithGenerics(raw, resolved).getType();
	}

	private static Type arrayOf(Class<?> raw, Type component) {
		return (component instanceof Class<?>) ? raw
				: ResolvableType.forArrayComponent(ResolvableType.forType(component)).getType();
	}

}
