package io.regioncache.cache.value;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.util.Collection;
import java.util.Currency;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;

/**
 * Which values nobody can change who is given them: those of the JDK that are known not
 * to change, unmodifiable collections, and objects whose fields are all final and hold
 * nothing else, such as records of them.
 * <p>
 * A value decides by its instance, since a record may keep copies of the lists it is
 * given. It must have been read by the codec: nobody else knows what is inside.
 */
public final class ImmutableValues {

	private static final int MAX_DEPTH = 64;

	private static final Set<Class<?>> KNOWN = Set.of(String.class, Integer.class, Long.class, Boolean.class,
			Double.class, Float.class, Short.class, Byte.class, Character.class, BigDecimal.class, BigInteger.class,
			UUID.class, URI.class, Locale.class, Currency.class, OptionalInt.class, OptionalLong.class,
			OptionalDouble.class, Class.class);

	private static final ClassValue<Boolean> FINAL_FIELDS = new ClassValue<>() {
		@Override
		protected Boolean computeValue(Class<?> type) {
			ClassState state = ClassState.of(type);
			return state.refusal() == null && changing(type) == null;
		}
	};

	private ImmutableValues() {
	}

	/**
	 * Whether nobody can change a value.
	 * @param value what the codec has read
	 */
	public static boolean contain(@Nullable Object value) {
		return contain(value, 0);
	}

	private static boolean contain(@Nullable Object value, int depth) {
		if (value == null || isKnown(value.getClass())) {
			return true;
		}
		if (depth == MAX_DEPTH) {
			return false;
		}
		if (value instanceof Collection<?> collection) {
			return isUnmodifiable(value) && containAll(collection, depth);
		}
		if (value instanceof Map<?, ?> map) {
			return isUnmodifiable(value) && containAll(map.keySet(), depth) && containAll(map.values(), depth);
		}
		return (value instanceof Optional<?> optional) ? contain(optional.orElse(null), depth + 1)
				: isFixed(value.getClass()) && containParts(value, depth);
	}

	private static boolean isFixed(Class<?> type) {
		return !type.isArray() && !JdkValues.isOfJdk(type) && FINAL_FIELDS.get(type);
	}

	private static boolean containAll(Collection<?> values, int depth) {
		for (Object value : values) {
			if (!contain(value, depth + 1)) {
				return false;
			}
		}
		return true;
	}

	private static boolean containParts(Object value, int depth) {
		for (ClassState.FieldState part : ClassState.of(value.getClass()).parts()) {
			Class<?> declared = part.field().getType();
			if (!declared.isPrimitive() && !(isKnown(declared)) && !contain(part.of(value), depth + 1)) {
				return false;
			}
		}
		return true;
	}

	private static boolean isKnown(Class<?> type) {
		return KNOWN.contains(type) || Enum.class.isAssignableFrom(type)
				|| (type.getName().startsWith("java.time.") && Modifier.isFinal(type.getModifiers()));
	}

	private static boolean isUnmodifiable(Object container) {
		String name = container.getClass().getName();
		return name.startsWith("java.util.ImmutableCollections$")
				|| name.startsWith("java.util.Collections$Unmodifiable")
				|| name.startsWith("java.util.Collections$Empty") || name.startsWith("java.util.Collections$Singleton");
	}

	/**
	 * Return why values of a declared type can always be changed.
	 * @param type the type that the codec binds values to
	 * @return what makes them so; {@code null} if some of them may not be
	 */
	public static @Nullable String refusal(ResolvableType type) {
		Class<?> declared = type.resolve(Object.class);
		return isContainer(declared) ? "a " + declared.getName() + " that is read can be changed"
				: refusal(type, new HashSet<>());
	}

	private static @Nullable String refusal(ResolvableType type, Set<Class<?>> seen) {
		Class<?> declared = type.resolve(Object.class);
		if (declared.isPrimitive() || isKnown(declared) || !seen.add(declared)) {
			return null;
		}
		if (declared.isArray()) {
			return "an array can be changed";
		}
		if (isContainer(declared) || declared == Optional.class) {
			return refusalOfContents(type, seen);
		}
		if (declared.isInterface() || Modifier.isAbstract(declared.getModifiers()) || declared == Object.class) {
			return null;
		}
		return JdkValues.isOfJdk(declared) ? "a " + declared.getName() + " can be changed"
				: refusalOfFields(type, declared, seen);
	}

	private static @Nullable String refusalOfContents(ResolvableType type, Set<Class<?>> seen) {
		for (ResolvableType content : type.getGenerics()) {
			String refusal = refusal(content, seen);
			if (refusal != null) {
				return refusal;
			}
		}
		return null;
	}

	private static @Nullable String refusalOfFields(ResolvableType type, Class<?> declared, Set<Class<?>> seen) {
		Field changing = changing(declared);
		if (changing != null) {
			return "%s.%s is not final".formatted(declared.getName(), changing.getName());
		}
		for (ClassState.FieldState part : ClassState.of(declared).parts()) {
			String refusal = refusal(ResolvableType.forField(part.field(), type), seen);
			if (refusal != null) {
				return "%s.%s: %s".formatted(declared.getName(), part.name(), refusal);
			}
		}
		return null;
	}

	private static @Nullable Field changing(Class<?> type) {
		for (ClassState.FieldState part : ClassState.of(type).parts()) {
			if (!Modifier.isFinal(part.field().getModifiers())) {
				return part.field();
			}
		}
		return null;
	}

	private static boolean isContainer(Class<?> type) {
		return Iterable.class.isAssignableFrom(type) && JdkValues.isOfJdk(type) || Map.class.isAssignableFrom(type);
	}

}
