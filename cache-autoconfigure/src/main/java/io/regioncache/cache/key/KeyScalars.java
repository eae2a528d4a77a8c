package io.regioncache.cache.key;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.time.ZoneId;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.Currency;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;

/**
 * The parts of a key that have no parts themselves, as text that is the same whatever the
 * process, its locale and its time zone.
 */
final class KeyScalars {

	/**
	 * One of them may stand for another: what was cached with a {@code long} is
	 * invalidated with an {@code int}.
	 */
	private static final Set<Class<?>> INTEGERS = Set.of(Long.class, Integer.class, Short.class, Byte.class,
			BigInteger.class);

	private static final Set<Class<?>> FRACTIONS = Set.of(Double.class, Float.class, BigDecimal.class);

	private static final Set<Class<?>> OTHERS = Set.of(Boolean.class, Character.class, UUID.class, Class.class,
			Date.class, URI.class, URL.class, Currency.class, Locale.class);

	private KeyScalars() {
	}

	/**
	 * Whether values of a declared type, or of types below it, can be written here.
	 */
	static boolean mayAppend(Class<?> type) {
		return INTEGERS.contains(type) || FRACTIONS.contains(type) || type == Number.class || OTHERS.contains(type)
				|| CharSequence.class.isAssignableFrom(type) || isTime(type) || isSqlDate(type);
	}

	/**
	 * Append a value, unless it is of no type that is known here.
	 */
	static boolean append(StringBuilder text, Object value) {
		if (INTEGERS.contains(value.getClass())) {
			text.append("i:").append(value);
		}
		else if (value instanceof CharSequence characters) {
			appendText(text, characters.toString());
		}
		else if (FRACTIONS.contains(value.getClass())) {
			text.append(value.getClass().getSimpleName()).append(':').append(value);
		}
		else {
			return appendLettered(text, value) || appendNamed(text, value);
		}
		return true;
	}

	/**
	 * What one letter stands for.
	 */
	private static boolean appendLettered(StringBuilder text, Object value) {
		if (value instanceof Boolean) {
			text.append("b:").append(value);
		}
		else if (value instanceof Character character) {
			text.append("c:").append((int) character);
		}
		else if (value instanceof Enum<?> constant) {
			text.append("e:").append(constant.getDeclaringClass().getName()).append('.').append(constant.name());
		}
		else if (value instanceof UUID) {
			text.append("u:").append(value);
		}
		else if (value instanceof Class<?> type) {
			text.append("t:").append(type.getName());
		}
		else {
			return false;
		}
		return true;
	}

	private static boolean appendNamed(StringBuilder text, Object value) {
		String name = value.getClass().getSimpleName();
		if (value instanceof Date date) {
			return appendDate(text, date);
		}
		if (value instanceof URI || value instanceof URL || value instanceof Currency) {
			appendText(text.append(name).append(':'), value.toString());
		}
		else if (value instanceof Locale locale) {
			appendLocale(text, locale);
		}
		else if (isTime(value.getClass())) {
			appendText(text.append((value instanceof ZoneId) ? "ZoneId" : name).append(':'), value.toString());
		}
		else {
			return false;
		}
		return true;
	}

	private static boolean appendDate(StringBuilder text, Date date) {
		Class<?> type = date.getClass();
		if (type != Date.class && !isSqlDate(type)) {
			return false;
		}
		text.append(type.getName()).append(':').append(date.getTime());
		if (type.getSimpleName().equals("Timestamp")) {
			text.append('.').append(date.toInstant().getNano());
		}
		return true;
	}

	static void appendText(StringBuilder text, String value) {
		if (isEncodable(value)) {
			text.append("s:").append(value);
			return;
		}
		// An unpaired surrogate has no form in UTF-8, or any other encoding.
		text.append("w:");
		value.chars().forEach((c) -> text.append(HexFormat.of().toHexDigits((char) c)));
	}

	private static boolean isEncodable(String value) {
		for (int i = 0; i < value.length(); i++) {
			char c = value.charAt(i);
			if (Character.isSurrogate(c)) {
				if (!Character.isHighSurrogate(c) || i + 1 == value.length()
						|| !Character.isLowSurrogate(value.charAt(i + 1))) {
					return false;
				}
				i++;
			}
		}
		return true;
	}

	/**
	 * By its parts: neither its text nor its tag tells every locale from every other.
	 */
	private static void appendLocale(StringBuilder text, Locale locale) {
		text.append("Locale:");
		for (String part : List.of(locale.getLanguage(), locale.getScript(), locale.getCountry(),
				locale.getVariant())) {
			text.append(part.length()).append('/').append(part);
		}
		locale.getExtensionKeys()
			.stream()
			.sorted()
			.forEach((key) -> text.append(key).append('=').append(locale.getExtension(key)));
	}

	private static boolean isTime(Class<?> type) {
		return type.getName().startsWith("java.time.") && (TemporalAccessor.class.isAssignableFrom(type)
				|| TemporalAmount.class.isAssignableFrom(type) || ZoneId.class.isAssignableFrom(type));
	}

	private static boolean isSqlDate(Class<?> type) {
		return Date.class.isAssignableFrom(type) && type.getName().startsWith("java.sql.");
	}

}
