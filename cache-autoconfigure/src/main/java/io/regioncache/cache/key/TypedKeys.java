package io.regioncache.cache.key;

import java.math.BigInteger;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The keys that a text typed by an operator may stand for. The text {@code 42} does not
 * tell whether a method was called with a number or with a string, and more than one of
 * them may be cached.
 */
public final class TypedKeys {

	private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]{0,37}");

	private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
			Pattern.CASE_INSENSITIVE);

	/**
	 * How encoded keys begin: a type and a colon, or a kind and the number of its parts.
	 */
	private static final Pattern ENCODED = Pattern.compile("([A-Za-z][A-Za-z.]*:|[A-Za-z][A-Za-z0-9_.$]*\\[[0-9]+]).*",
			Pattern.DOTALL);

	private TypedKeys() {
	}

	/**
	 * Return the keys that a text may stand for.
	 * @param text what was typed: a number, a text, {@code true}, {@code false}, a UUID,
	 * or an encoded key as it stands in Redis
	 * @return the keys, each of a type that a cache accepts; never empty
	 */
	public static List<Object> of(String text) {
		Object typed = typed(text);
		return (typed != null) ? List.of(typed, text) : List.of(text);
	}

	private static @Nullable Object typed(String text) {
		if (INTEGER.matcher(text).matches()) {
			return new BigInteger(text);
		}
		if (text.equals("true") || text.equals("false")) {
			return Boolean.valueOf(text);
		}
		if (UUID_TEXT.matcher(text).matches()) {
			return UUID.fromString(text);
		}
		return ENCODED.matcher(text).matches() ? new EncodedKey(text) : null;
	}

}
