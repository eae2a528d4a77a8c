package io.regioncache.cache.value;

import java.lang.reflect.Method;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.ser.ValueSerializerModifier;
import tools.jackson.databind.type.CollectionType;
import tools.jackson.databind.type.MapType;

import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Refuses collections that Hibernate has not loaded, instead of loading them: whether
 * that is possible depends on the session, and it may load the whole database. They are
 * found wherever they lie in a value: in a field, in another container, or alone.
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
	public ValueSerializer<?> modifyCollectionSerializer(SerializationConfig config, CollectionType type,
			BeanDescription.Supplier description, ValueSerializer<?> serializer) {
		return checked(serializer);
	}

	@Override
	public ValueSerializer<?> modifyMapSerializer(SerializationConfig config, MapType type,
			BeanDescription.Supplier description, ValueSerializer<?> serializer) {
		return checked(serializer);
	}

	private static ValueSerializer<?> checked(ValueSerializer<?> serializer) {
		return (WAS_INITIALIZED != null) ? new CheckedSerializer(serializer) : serializer;
	}

	private static void check(Object value) {
		if (WAS_INITIALIZED != null && WAS_INITIALIZED.getDeclaringClass().isInstance(value)
				&& !Boolean.TRUE.equals(ReflectionUtils.invokeMethod(WAS_INITIALIZED, value))) {
			throw new ValueException("(%s) is a collection that Hibernate has not loaded. %s"
				.formatted(value.getClass().getName(), ADVICE), null);
		}
	}

	/**
	 * Writes collections that are loaded.
	 */
	private static final class CheckedSerializer extends ValueSerializer<Object> {

		private final ValueSerializer<Object> serializer;

		@SuppressWarnings("unchecked")
		CheckedSerializer(ValueSerializer<?> serializer) {
			this.serializer = (ValueSerializer<Object>) serializer;
		}

		private ValueSerializer<?> with(ValueSerializer<?> changed) {
			return (changed != this.serializer) ? new CheckedSerializer(changed) : this;
		}

		@Override
		public void resolve(SerializationContext context) {
			this.serializer.resolve(context);
		}

		@Override
		public ValueSerializer<?> createContextual(SerializationContext context, @Nullable BeanProperty property) {
			return with(this.serializer.createContextual(context, property));
		}

		@Override
		public ValueSerializer<?> withIgnoredProperties(Set<String> ignored) {
			return with(this.serializer.withIgnoredProperties(ignored));
		}

		@Override
		public void serialize(Object value, JsonGenerator generator, SerializationContext context) {
			check(value);
			this.serializer.serialize(value, generator, context);
		}

		@Override
		public void serializeWithType(Object value, JsonGenerator generator, SerializationContext context,
				TypeSerializer typeSerializer) {
			check(value);
			this.serializer.serializeWithType(value, generator, context, typeSerializer);
		}

		@Override
		public ValueSerializer<?> getDelegatee() {
			return this.serializer;
		}

	}

}
