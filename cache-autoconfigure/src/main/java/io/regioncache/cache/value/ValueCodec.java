package io.regioncache.cache.value;

import java.io.Serializable;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.regioncache.region.MonotonicClock;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.ClassUtils;

/**
 * Values as JSON, or in another format, bound to a declared type: no class names are
 * stored, and none that are found are followed. What would be read back as something else
 * is refused.
 * <p>
 * A value of no declared type ({@code Object}) is bound to its class, which is known by
 * its id to the process that has stored or declared it; to any other it is a miss.
 */
public final class ValueCodec {

	public static final byte NULL = 1;

	private static final int COMPRESS_FROM = 1024;

	private final JsonMapper mapper;

	private final ValueFormat format;

	private final ConcurrentHashMap<String, ValueCodec> others = new ConcurrentHashMap<>();

	private final ConcurrentHashMap<Type, ValueBinding> bindings = new ConcurrentHashMap<>();

	private final ConcurrentHashMap<Integer, ValueBinding> known = new ConcurrentHashMap<>();

	/**
	 * Create a codec.
	 * @param customizers change the mapper; none of them changes that of the application
	 */
	public ValueCodec(ValueMapperCustomizer... customizers) {
		this(ValueMapper.create(List.of(customizers)), StandardFormat.JSON);
	}

	private ValueCodec(JsonMapper mapper, ValueFormat format) {
		this.mapper = mapper;
		this.format = format;
		for (Class<?> type : List.of(String.class, Integer.class, Long.class, Boolean.class, Double.class, List.class,
				Set.class, Map.class)) {
			binding(type);
		}
	}

	/**
	 * Return the codec that writes the same in a format.
	 * @param other the format
	 * @return the codec, one for each id
	 */
	public ValueCodec in(ValueFormat other) {
		return other.id().equals(this.format.id()) ? this
				: this.others.computeIfAbsent(other.id(), (id) -> new ValueCodec(this.mapper, other));
	}

	/**
	 * Encode a value, and read it back.
	 * @param value the value
	 * @param declared the type that the caller has declared
	 * @param fidelity how many values are read back
	 * @param loadNanos how long its load took
	 * @throws ValueException if it has no JSON form of its type, or is read back as
	 * something else
	 */
	public Encoded encode(@Nullable Object value, Type declared, Fidelity fidelity, long loadNanos) {
		if (value == null) {
			return new Encoded(NULL, 0, new byte[0]);
		}
		try {
			ValueBinding binding = binding(isUndeclared(declared) ? classOf(value) : declared);
			byte[] json = binding.write(value);
			binding.check(value, json, fidelity, loadNanos);
			return (json.length > COMPRESS_FROM) ? compress(json, binding.id())
					: new Encoded((byte) 0, binding.id(), json);
		}
		catch (RuntimeException | StackOverflowError ex) {
			throw JsonFailure.refusal(value, ex);
		}
	}

	/**
	 * Know a class by its id, so that callers that declare less than it can read its
	 * values.
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
			requireNullable(declared);
			return null;
		}
		ValueBinding binding = readerOf(encoded.type(), declared);
		try {
			return ((encoded.flags() & Encoded.LZ4) != 0)
					? binding.read(Lz4.decompress(encoded.array(), encoded.offset(), encoded.length()))
					: binding.read(encoded.array(), encoded.offset(), encoded.length());
		}
		catch (RuntimeException | StackOverflowError ex) {
			// If what is stored cannot be read, it may not be worth storing.
			binding.checkAgain();
			throw JsonFailure.unreadable(declared, ex);
		}
	}

	private static void requireNullable(Type declared) {
		if (declared instanceof Class<?> type && type.isPrimitive()) {
			throw new ValueException("null is no value of " + type, null);
		}
	}

	private ValueBinding readerOf(int id, Type declared) {
		ValueBinding binding = isUndeclared(declared) ? null : binding(declared);
		return (binding != null && binding.id() == id) ? binding : looseReaderOf(id, declared);
	}

	/**
	 * Declared loosely, as Object or by the class alone: the value decides, if it fits.
	 */
	private ValueBinding looseReaderOf(int id, Type declared) {
		ValueBinding stored = this.known.get(id);
		boolean fits = stored != null && (isUndeclared(declared)
				|| (declared instanceof Class<?> type && type.isAssignableFrom(stored.rawClass())));
		if (stored == null || !fits) {
			throw new ValueException("The value was stored as another type than %s, or by another serializer than %s"
				.formatted(declared.getTypeName(), this.format.id()), null);
		}
		return stored;
	}

	private static Encoded compress(byte[] json, int id) {
		ByteBuffer compressed = Lz4.compress(json);
		int length = compressed.remaining();
		return (length < json.length) ? new Encoded(Encoded.LZ4, id, compressed.array(), 0, length)
				: new Encoded((byte) 0, id, json);
	}

	private ValueBinding binding(Type type) {
		ValueBinding binding = this.bindings.get(type);
		if (binding == null) {
			binding = (type instanceof Class<?> declared && declared.isPrimitive())
					? binding(ClassUtils.resolvePrimitiveIfNecessary(declared))
					: new ValueBinding(this.mapper, this.format, type, MonotonicClock.SYSTEM);
			this.bindings.put(type, binding);
			this.known.put(binding.id(), binding);
		}
		return binding;
	}

	private static boolean isUndeclared(Type declared) {
		return declared == Object.class || declared == Serializable.class || declared == Comparable.class
				|| declared instanceof TypeVariable || declared instanceof WildcardType;
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

}
