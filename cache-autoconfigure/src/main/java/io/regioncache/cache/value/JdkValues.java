package io.regioncache.cache.value;

import java.io.File;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Calendar;
import java.util.Currency;
import java.util.Date;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * Values of the JDK that are compared as a whole: their fields cannot be seen, and what
 * they are is known.
 */
final class JdkValues {

	private static final Set<Class<?>> BY_EQUALS = Set.of(String.class, Integer.class, Long.class, Boolean.class,
			Double.class, Float.class, Short.class, Byte.class, Character.class, BigDecimal.class, BigInteger.class,
			UUID.class, URI.class, Locale.class, Currency.class, BitSet.class, Date.class, OptionalInt.class,
			OptionalLong.class, OptionalDouble.class);

	private static final Set<Class<?>> BY_TEXT = Set.of(StringBuilder.class, StringBuffer.class, URL.class,
			AtomicInteger.class, AtomicLong.class, AtomicBoolean.class);

	private static final Set<Class<?>> WITH_SUBCLASSES = Set.of(Pattern.class, File.class, Path.class, Charset.class,
			TimeZone.class, Calendar.class);

	private JdkValues() {
	}

	static boolean contain(Class<?> type) {
		String name = type.getName();
		return BY_EQUALS.contains(type) || BY_TEXT.contains(type) || Enum.class.isAssignableFrom(type)
				|| name.startsWith("java.time.") || (name.startsWith("java.sql.") && Date.class.isAssignableFrom(type))
				|| (isOfJdk(type) && WITH_SUBCLASSES.stream().anyMatch((known) -> known.isAssignableFrom(type)));
	}

	static boolean isOfJdk(Class<?> type) {
		ClassLoader loader = type.getClassLoader();
		return loader == null || loader == ClassLoader.getPlatformClassLoader();
	}

	/**
	 * Whether two values of one class are the same.
	 */
	static boolean areEqual(Object value, Object read) {
		if (value instanceof Pattern pattern && read instanceof Pattern other) {
			return pattern.flags() == other.flags() && pattern.pattern().equals(other.pattern());
		}
		if (BY_TEXT.contains(value.getClass())) {
			return value.toString().equals(read.toString());
		}
		return value.equals(read);
	}

}
