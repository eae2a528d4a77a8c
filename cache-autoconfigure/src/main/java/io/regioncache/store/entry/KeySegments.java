package io.regioncache.store.entry;

import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Escapes names so that each is one segment of a key in Redis, in which no hash tag of
 * Redis Cluster can begin; injective.
 */
public final class KeySegments {

	private static final Pattern HEX = Pattern.compile("[0-9a-f]+");

	private KeySegments() {
	}

	/**
	 * Escape a name so that it is one segment of a key.
	 */
	static String escape(String name) {
		return escape(name, true);
	}

	/**
	 * Escape the last segment of a key, where colons and tildes may stand as they are.
	 */
	public static String escapeLast(String text) {
		return escape(text, false);
	}

	private static String escape(String name, boolean segment) {
		int plain = 0;
		while (plain < name.length() && isPlain(name, plain, segment)) {
			plain++;
		}
		if (plain == name.length()) {
			return name;
		}
		StringBuilder escaped = new StringBuilder(name.length() + 8).append(name, 0, plain);
		for (int i = plain; i < name.length(); i++) {
			append(escaped, name, i, segment);
		}
		return escaped.toString();
	}

	private static void append(StringBuilder escaped, String name, int i, boolean segment) {
		char c = name.charAt(i);
		if (isPlain(name, i, segment)) {
			escaped.append(c);
		}
		else if (isUnpairedSurrogate(name, i)) {
			escaped.append("%u").append(Integer.toHexString(c));
		}
		else {
			escaped.append('%').append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
		}
	}

	private static boolean isPlain(String name, int i, boolean segment) {
		char c = name.charAt(i);
		return c > ' ' && ((c != ':' && c != '~') || !segment) && c != '{' && c != '}' && c != '%' && c != 0x7F
				&& !isUnpairedSurrogate(name, i);
	}

	/**
	 * Such a character has no UTF-8 form: all of them would become the same byte.
	 */
	private static boolean isUnpairedSurrogate(String name, int i) {
		char c = name.charAt(i);
		if (Character.isHighSurrogate(c)) {
			return i + 1 == name.length() || !Character.isLowSurrogate(name.charAt(i + 1));
		}
		return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(name.charAt(i - 1)));
	}

	/**
	 * Return the name that was escaped.
	 * @return the name; {@code null} if that is no escaped name
	 */
	static @Nullable String unescape(String escaped) {
		StringBuilder name = new StringBuilder(escaped.length());
		int i = 0;
		while (i < escaped.length()) {
			int end = endOf(escaped, i);
			if (end < 0) {
				return null;
			}
			name.append((end == i + 1) ? escaped.charAt(i)
					: (char) Integer.parseInt(escaped, escaped.startsWith("u", i + 1) ? i + 2 : i + 1, end, 16));
			i = end;
		}
		return name.toString();
	}

	/**
	 * Where the character ends that begins at a place; -1 if it is none.
	 */
	private static int endOf(String escaped, int at) {
		if (escaped.charAt(at) != '%') {
			return at + 1;
		}
		boolean unpaired = escaped.startsWith("u", at + 1);
		int from = unpaired ? at + 2 : at + 1;
		int to = from + (unpaired ? 4 : 2);
		return (to <= escaped.length() && HEX.matcher(escaped).region(from, to).matches()) ? to : -1;
	}

}
