package io.regioncache.interceptor;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.regioncache.cache.key.KeyEncoder;
import io.regioncache.cache.key.KeyStructure;

import org.springframework.core.ResolvableType;

/**
 * Tells from a declared type, its elements and components, whether its values can be part
 * of a key. Only what certainly cannot is refused: behind an interface anything may hide.
 */
final class KeyTypes {

	private KeyTypes() {
	}

	/**
	 * Return whether no value of a type can be part of a key.
	 * @param type the declared type
	 * @return whether that is certain
	 */
	static boolean isUnsupported(ResolvableType type) {
		return isUnsupported(type, new HashSet<>());
	}

	private static boolean isUnsupported(ResolvableType type, Set<Class<?>> seen) {
		Class<?> raw = type.resolve(Object.class);
		if (!type.isArray() && !KeyEncoder.mayEncode(raw)) {
			return true;
		}
		List<ResolvableType> elements = elements(type, raw);
		if (!elements.isEmpty()) {
			return elements.stream().anyMatch((element) -> isUnsupported(element, seen));
		}
		return hasUnsupportedPart(type, raw, seen);
	}

	private static boolean hasUnsupportedPart(ResolvableType type, Class<?> raw, Set<Class<?>> seen) {
		return KeyStructure.of(raw)
			.filter((structure) -> seen.add(raw))
			.map((structure) -> hasUnsupportedPart(type, structure, seen))
			.orElse(false);
	}

	private static List<ResolvableType> elements(ResolvableType type, Class<?> raw) {
		if (type.isArray()) {
			return List.of(type.getComponentType());
		}
		if (Collection.class.isAssignableFrom(raw)) {
			return List.of(type.as(Collection.class).getGeneric(0));
		}
		if (Map.class.isAssignableFrom(raw)) {
			return List.of(type.as(Map.class).getGeneric(0), type.as(Map.class).getGeneric(1));
		}
		return (raw == Optional.class) ? List.of(type.getGeneric(0)) : List.of();
	}

	private static boolean hasUnsupportedPart(ResolvableType type, KeyStructure structure, Set<Class<?>> seen) {
		for (KeyStructure.Component part : structure.parts()) {
			if (isUnsupported(ResolvableType.forType(part.type(), type), seen)) {
				return true;
			}
		}
		return false;
	}

}
