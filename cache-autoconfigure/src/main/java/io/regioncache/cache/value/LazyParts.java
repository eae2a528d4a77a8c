package io.regioncache.cache.value;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ser.BeanPropertyWriter;
import tools.jackson.databind.ser.ValueSerializerModifier;

import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Refuses collections that Hibernate has not loaded, instead of loading them: whether
 * that is possible depends on the session, and it may load the whole database.
 */
final class LazyParts extends ValueSerializerModifier {

	static final String ADVICE = "Fetch it in the query (JOIN FETCH, @EntityGraph), or return a DTO.";

	private static final @Nullable Class<?> PROXY = find("org.hibernate.proxy.HibernateProxy");

	private static final @Nullable Method WAS_INITIALIZED = wasInitialized(
			find("org.hibernate.collection.spi.PersistentCollection"));

	private static @Nullable Class<?> find(String name) {
		ClassLoader loader = LazyParts.class.getClassLoader();
		return ClassUtils.isPresent(name, loader) ? ClassUtils.resolveClassName(name, loader) : null;
	}

	private static @Nullable Method wasInitialized(@Nullable Class<?> collection) {
		return (collection != null) ? ReflectionUtils.findMethod(collection, "wasInitialized") : null;
	}

	/**
	 * Whether an object of a class stands for one that Hibernate has to be asked for.
	 */
	static boolean isProxy(Class<?> type) {
		return PROXY != null && PROXY.isAssignableFrom(type);
	}

	@Override
	public List<BeanPropertyWriter> changeProperties(SerializationConfig config, BeanDescription.Supplier description,
			List<BeanPropertyWriter> properties) {
		return (WAS_INITIALIZED != null) ? properties.stream().map(LazyParts::checked).toList() : properties;
	}

	private static BeanPropertyWriter checked(BeanPropertyWriter property) {
		Class<?> type = property.getType().getRawClass();
		return (Iterable.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type) || type == Object.class)
				? new CheckedProperty(property) : property;
	}

	private static boolean isLoaded(Object value) {
		return WAS_INITIALIZED == null || !WAS_INITIALIZED.getDeclaringClass().isInstance(value)
				|| Boolean.TRUE.equals(ReflectionUtils.invokeMethod(WAS_INITIALIZED, value));
	}

	private static ValueException notLoaded(Object part) {
		return new ValueException(
				"(%s) is a collection that Hibernate has not loaded. %s".formatted(part.getClass().getName(), ADVICE),
				null);
	}

	/**
	 * A property that may hold a collection that was not loaded.
	 */
	private static final class CheckedProperty extends BeanPropertyWriter {

		private final BeanPropertyWriter property;

		CheckedProperty(BeanPropertyWriter property) {
			super(property);
			this.property = property;
		}

		@Override
		public void serializeAsProperty(Object bean, JsonGenerator generator, SerializationContext context)
				throws Exception {
			Object value = this.property.get(bean);
			if (value != null && !isLoaded(value)) {
				throw notLoaded(value);
			}
			super.serializeAsProperty(bean, generator, context);
		}

	}

}
