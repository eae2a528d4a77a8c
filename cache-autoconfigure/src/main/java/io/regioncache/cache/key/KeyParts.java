package io.regioncache.cache.key;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The parts of the text of a set or a map, as many as a key may take, in an order that
 * does not depend on that of the elements.
 */
final class KeyParts {

	private static final int MAX_TEXT = 10_000_000;

	private final List<String> parts = new ArrayList<>();

	private final AtomicLong length = new AtomicLong();

	/**
	 * Refuse a text that is too long for a key.
	 */
	static void requireBounded(long length) {
		if (length > MAX_TEXT) {
			throw UnsupportedKeyException.unsupported(
					"A key may take %,d characters at most; give the method a key expression that names a simple value"
						.formatted(MAX_TEXT));
		}
	}

	/**
	 * Return a part with its length, which tells it from what follows.
	 */
	static String delimited(String part) {
		return part.length() + "/" + part;
	}

	void add(String part) {
		this.parts.add(part);
		requireBounded(this.length.addAndGet(part.length()));
	}

	void appendTo(StringBuilder text, String kind) {
		text.append(kind).append('[').append(this.parts.size()).append(']');
		this.parts.stream().sorted().map(KeyParts::delimited).forEach(text::append);
	}

}
