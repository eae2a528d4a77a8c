package io.regioncache.store;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;

/**
 * What one invalidation covers: a key, a tag, a cache, or everything.
 *
 * @param field the field of the metadata hash that holds its marker
 */
public record Scope(String field) {

	/**
	 * Everything in the region.
	 */
	public static final Scope ALL = new Scope("*");

	/**
	 * Longer tags are marked by their hash, so that a marker stays below 100 bytes. Two
	 * tags that share a hash die together, which is safe.
	 */
	private static final int MAX_TAG_BYTES = 40;

	private static final XXHash64 HASH = XXHashFactory.fastestJavaInstance().hash64();

	/**
	 * A whole cache.
	 * @param cache the name of the cache
	 * @return the scope
	 */
	public static Scope cache(String cache) {
		return new Scope("c:" + bounded(cache));
	}

	/**
	 * All entries that carry a tag.
	 * @param tag the tag
	 * @return the scope
	 */
	public static Scope tag(String tag) {
		return new Scope("t:" + bounded(tag));
	}

	/**
	 * One key of one cache.
	 * @param cache the name of the cache
	 * @param key the encoded key
	 * @return the scope
	 */
	public static Scope key(String cache, String key) {
		return new Scope("k:" + hash(cache + '\0' + key));
	}

	private static String bounded(String name) {
		if (name.length() <= MAX_TAG_BYTES && isPlain(name)) {
			return name;
		}
		return '#' + hash(name) + hash('#' + name);
	}

	private static boolean isPlain(String name) {
		for (int i = 0; i < name.length(); i++) {
			char c = name.charAt(i);
			if (c <= ' ' || c >= 0x7F || (i == 0 && c == '#')) {
				return false;
			}
		}
		return !name.isEmpty();
	}

	private static String hash(String text) {
		// Unpaired surrogates all become '?': those keys and tags share a marker.
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		return HexFormat.of().toHexDigits(HASH.hash(bytes, 0, bytes.length, 0));
	}

}
