package io.regioncache.cache.value;

import java.io.Serializable;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import net.jpountz.lz4.LZ4Exception;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.ClassUtils;

/**
 * Values as JSON bound to a declared type: no class names are stored, and none that are
 * found are followed.
 * <p>
 * A value of no declared type ({@code Object}) is bound to its class, which is known by
 * its id to the process that has stored or declared it; to any other it is a miss.
 */
public final class ValueCodec {

	public static final byte NULL = 1;

	public static final byte LZ4 = 2;

	private static final int COMPRESS_FROM = 1024;

	private final JsonMapper mapper;

	private final ConcurrentHashMap<Type, Binding> bindings = new ConcurrentHashMap<>();

	private final ConcurrentHashMap<Integer, Binding> known = new ConcurrentHashMap<>();

	public ValueCodec(JsonMapper mapper) {
		this.mapper = JsonDates.exact(mapper.rebuild())
			.deactivateDefaultTyping()
			.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
			.enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
			.build();
		for (Class<?> type : List.of(String.class, Integer.class, Long.class, Boolean.class, Double.class, List.class,
				Set.class, Map.class)) {
			binding(type);
		}
	}

	/**
	 * Encode a value.
	 * @throws ValueException if it has no JSON form of its type
	 */
	public Encoded encode(@Nullable Object value, Type declared) {
		if (value == null) {
			return new Encoded(NULL, 0, new byte[0]);
		}
		Binding binding = binding(isUndeclared(declared) ? classOf(value) : declared);
		try {
			byte[] json = binding.writer.writeValueAsBytes(value);
			if (binding.mayLose(value) && !binding.isSame(value, binding.reader.readValue(json))) {
				throw new ValueException(("JSON bound to %s would lose what %s or its elements have beyond it: "
						+ "declare the type, as a return type or as regions.caches.<name>.type")
					.formatted(binding.type.getTypeName(), value.getClass().getName()), null);
			}
			binding.trips.compare(value, () -> binding.reader.readValue(json));
			return (json.length > COMPRESS_FROM) ? compress(json, binding.id) : new Encoded((byte) 0, binding.id, json);
		}
		catch (JacksonException | StackOverflowError ex) {
			throw new ValueException("%s has no JSON form that can be read back: %s"
				.formatted(value.getClass().getName(), messageOf(ex)), ex);
		}
	}

	/**
	 * Have values of a class read by callers that declare less than it.
	 */
	public void know(Class<?> type) {
		binding(type);
	}

	/**
	 * Decode a value.
	 * @param declared the type that the caller has declared
	 * @throws ValueException if the bytes are not a value of this type
	 */
	public @Nullable Object decode(Encoded encoded, Type declared) {
		if ((encoded.flags() & NULL) != 0) {
			if (declared instanceof Class<?> type && type.isPrimitive()) {
				throw new ValueException("null is no value of " + type, null);
			}
			return null;
		}
		Binding binding = readerOf(encoded.type(), declared);
		try {
			byte[] json = ((encoded.flags() & LZ4) != 0) ? Lz4.decompress(encoded.payload()) : encoded.payload();
			return binding.reader.readValue(json);
		}
		catch (JacksonException | LZ4Exception | IndexOutOfBoundsException | StackOverflowError ex) {
			// If what is stored cannot be read, it may not be worth storing.
			binding.trips.again();
			throw new ValueException(
					"The bytes are not a value of %s: %s".formatted(declared.getTypeName(), messageOf(ex)), ex);
		}
	}

	private static @Nullable String messageOf(Throwable ex) {
		return (ex instanceof JacksonException jackson) ? jackson.getOriginalMessage() : ex.getMessage();
	}

	private Binding readerOf(int id, Type declared) {
		if (!isUndeclared(declared)) {
			Binding binding = binding(declared);
			if (binding.id == id) {
				return binding;
			}
		}
		// Declared loosely, as Object or by the class alone: the value decides, if it
		// fits.
		Binding stored = this.known.get(id);
		boolean fits = stored != null && (isUndeclared(declared) || (declared instanceof Class<?> type
				&& type.isAssignableFrom(this.mapper.constructType(stored.type).getRawClass())));
		if (stored == null || !fits) {
			throw new ValueException("The value was stored as another type than " + declared.getTypeName(), null);
		}
		return stored;
	}

	private Encoded compress(byte[] json, int id) {
		byte[] payload = Lz4.compress(json);
		return (payload.length < json.length) ? new Encoded(LZ4, id, payload) : new Encoded((byte) 0, id, json);
	}

	private Binding binding(Type type) {
		Binding binding = this.bindings.get(type);
		if (binding == null) {
			binding = (type instanceof Class<?> declared && declared.isPrimitive())
					? binding(ClassUtils.resolvePrimitiveIfNecessary(declared)) : new Binding(this.mapper, type);
			this.bindings.put(type, binding);
			this.known.put(binding.id, binding);
		}
		return binding;
	}

	private static boolean isUndeclared(Type declared) {
		return declared == Object.class || declared == Serializable.class || declared == Comparable.class
				|| declared instanceof TypeVariable || declared instanceof WildcardType;
	}

	private static boolean isContainer(Object value) {
		return value instanceof Collection || value instanceof Map || value instanceof Object[];
	}

	private static Collection<?> elementsOf(Object container) {
		if (container instanceof Map<?, ?> map) {
			return map.values();
		}
		return (container instanceof Collection<?> collection) ? collection : Arrays.asList((Object[]) container);
	}

	/**
	 * How many elements of which class there are, at any depth.
	 */
	private static Map<Class<?>, Integer> classesIn(Object container, Map<Class<?>, Integer> counts) {
		for (Object element : elementsOf(container)) {
			if (element != null && isContainer(element)) {
				classesIn(element, counts);
			}
			else {
				counts.merge((element != null) ? element.getClass() : Void.class, 1, Integer::sum);
			}
		}
		return counts;
	}

	private static Class<?> classOf(Object value) {
		if (value instanceof List) {
			return List.class;
		}
		if (value instanceof Set) {
			return Set.class;
		}
		if (value instanceof Map) {
			return Map.class;
		}
		return (value instanceof Enum<?> constant) ? constant.getDeclaringClass() : value.getClass();
	}

	/**
	 * A type, and how it is written and read.
	 */
	private static final class Binding {

		private final Type type;

		private final int id;

		private final boolean loose;

		private final JavaType javaType;

		private final Class<?> valueClass;

		private final ObjectWriter writer;

		private final ObjectReader reader;

		private final RoundTrips trips;

		Binding(JsonMapper mapper, Type type) {
			JavaType javaType = mapper.constructType(type);
			this.type = type;
			this.javaType = javaType;
			this.id = TypeIds.of(type);
			this.loose = isLoose(javaType);
			this.valueClass = ClassUtils.resolvePrimitiveIfNecessary(javaType.getRawClass());
			this.writer = mapper.writerFor(javaType);
			this.reader = mapper.readerFor(javaType);
			this.trips = new RoundTrips(type);
		}

		/**
		 * Whether a value may be more than JSON of this type can tell.
		 */
		boolean mayLose(Object value) {
			return isContainer(value) ? this.loose || holdsMore(value, this.javaType)
					: value.getClass() != this.valueClass;
		}

		private static boolean holdsMore(Object container, JavaType type) {
			JavaType content = type.getContentType();
			if (content == null) {
				return false;
			}
			Class<?> declared = ClassUtils.resolvePrimitiveIfNecessary(content.getRawClass());
			for (Object element : elementsOf(container)) {
				boolean more = element != null
						&& (isContainer(element) ? holdsMore(element, content) : element.getClass() != declared);
				if (more) {
					return true;
				}
			}
			return false;
		}

		/**
		 * Whether nothing was lost. Not every class has an {@code equals}; then it is
		 * enough that no object has become one of another class.
		 */
		boolean isSame(Object value, @Nullable Object read) {
			if (value.equals(read) || read == null) {
				return read != null;
			}
			if (isContainer(value)) {
				return !this.loose && isContainer(read)
						&& classesIn(value, new HashMap<>()).equals(classesIn(read, new HashMap<>()));
			}
			return read.getClass() == value.getClass();
		}

		/**
		 * Whether the type of some elements is left open, so that JSON may not tell it.
		 */
		private static boolean isLoose(JavaType type) {
			JavaType content = type.getContentType();
			if (type.isJavaLangObject() || (content != null && isLoose(content))) {
				return true;
			}
			for (int i = 0; i < type.containedTypeCount(); i++) {
				if (isLoose(type.containedType(i))) {
					return true;
				}
			}
			return false;
		}

	}

}
