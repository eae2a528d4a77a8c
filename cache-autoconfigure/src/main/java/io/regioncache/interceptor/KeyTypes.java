package io.regioncache.interceptor;

import java.util.Collection;
import java.util.HashSet;
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
		if (type.isArray()) {
			return isUnsupported(type.getComponentType(), seen);
		}
		if (!KeyEncoder.mayEncode(raw)) {
			return true;
		}
		if (Collection.class.isAssignableFrom(raw)) {
			return isUnsupported(type.as(Collection.class).getGeneric(0), seen);
		}
		if (Map.class.isAssignableFrom(raw)) {
			ResolvableType map = type.as(Map.class);
			return isUnsupported(map.getGeneric(0), seen) || isUnsupported(map.getGeneric(1), seen);
		}
		if (raw == Optional.class) {
			return isUnsupported(type.getGeneric(0), seen);
		}
		return KeyStructure.of(raw)
			.filter((structure) -> seen.add(raw))
			.map((structure) -> hasUnsupportedPart(type, structure, seen))
			.orElse(false);
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
