package io.regioncache.cache.key;

import java.lang.reflect.Field;

import org.jspecify.annotations.Nullable;

import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.util.ReflectionUtils;

/**
 * The parameters of a {@link SimpleKey}, which does not tell them otherwise.
 */
final class SimpleKeyParameters {

	private static final Field FIELD = find();

	private SimpleKeyParameters() {
	}

	private static Field find() {
		Field field = ReflectionUtils.findField(SimpleKey.class, "params");
		if (field == null) {
			throw new IllegalStateException("SimpleKey has no field 'params' in this version of Spring");
		}
		ReflectionUtils.makeAccessible(field);
		return field;
	}

	static @Nullable Object[] of(SimpleKey key) {
		@Nullable Object parameters = ReflectionUtils.getField(FIELD, key);
		return (parameters instanceof Object[] array) ? array : new Object[0];
	}

}
