package io.regioncache.cache.key;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

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
		List<Object> keys = new ArrayList<>();
		if (INTEGER.matcher(text).matches()) {
			keys.add(new BigInteger(text));
		}
		else if (text.equals("true") || text.equals("false")) {
			keys.add(Boolean.valueOf(text));
		}
		else if (UUID_TEXT.matcher(text).matches()) {
			keys.add(UUID.fromString(text));
		}
		else if (ENCODED.matcher(text).matches()) {
			keys.add(new EncodedKey(text));
		}
		keys.add(text);
		return List.copyOf(keys);
	}

}
