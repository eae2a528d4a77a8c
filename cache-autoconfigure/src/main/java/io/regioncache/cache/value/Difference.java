package io.regioncache.cache.value;

import java.lang.reflect.Array;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The first place where what was read back is not what was written. The contents of
 * values are not shown, since they may be secret.
 *
 * @param path where it is, from the value down
 * @param what what has become of it
 * @param advice what to do about it
 */
record Difference(String path, String what, String advice) {

	static final String KEEP_STATE = "Let JSON carry it: a field that is not transient, of a type that can be read "
			+ "back, with a constructor that accepts what the fields hold; or return another type, such as a record.";

	/**
	 * Something was read back as something else.
	 */
	static Difference of(@Nullable Object value, @Nullable Object read, String advice) {
		String was = describe(value);
		String became = describe(read);
		if (was.equals(became)) {
			became = "a different " + became;
		}
		return new Difference("", "%s was read back as %s".formatted(shown(value, was), became), advice);
	}

	/**
	 * Something is of a class that cannot be told from others by JSON.
	 */
	static Difference ofClass(Object value, Object read) {
		return new Difference("",
				"(%s) was read back as %s".formatted(value.getClass().getTypeName(), read.getClass().getTypeName()),
				adviceFor(publicTypeOf(value.getClass())));
	}

	private static String adviceFor(Class<?> type) {
		boolean skeleton = type.getName().startsWith("java.util.Abstract");
		return (type == Object.class || skeleton)
				? "Return a plain one, such as an ArrayList, LinkedHashSet or LinkedHashMap."
				: ("Declare it as %s: the field, the return type, or regions.caches.<name>.type; or seal the declared type, "
						+ "or name its subtypes by @JsonTypeInfo(use = NAME) and @JsonSubTypes.")
					.formatted(type.getTypeName());
	}

	/**
	 * Something cannot be compared.
	 */
	static Difference incomparable(Object value, String reason, String advice) {
		return new Difference("", "(%s) %s".formatted(value.getClass().getTypeName(), reason), advice);
	}

	/**
	 * The same difference as seen from the object that holds it.
	 * @param step the field or element
	 */
	Difference within(String step) {
		return new Difference(step + this.path, this.what, this.advice);
	}

	private static String shown(@Nullable Object value, String description) {
		return (value == null || description.startsWith("[")) ? description : "(" + description + ")";
	}

	private static String describe(@Nullable Object value) {
		if (value == null) {
			return "null";
		}
		int size = sizeOf(value);
		return switch (size) {
			case -1 -> value.getClass().getTypeName();
			case 0 -> "[]";
			case 1 -> "[1 element]";
			default -> "[" + size + " elements]";
		};
	}

	private static int sizeOf(Object value) {
		if (value instanceof Collection<?> collection) {
			return collection.size();
		}
		if (value instanceof Map<?, ?> map) {
			return map.size();
		}
		return value.getClass().isArray() ? Array.getLength(value) : -1;
	}

	private static Class<?> publicTypeOf(Class<?> type) {
		boolean inside = type.getName().startsWith("java.") && !Modifier.isPublic(type.getModifiers());
		return (inside && type.getSuperclass() != null) ? publicTypeOf(type.getSuperclass()) : type;
	}

	@Override
	public String toString() {
		return "value%s %s; the value is not stored. %s".formatted(this.path, this.what, this.advice);
	}

}
