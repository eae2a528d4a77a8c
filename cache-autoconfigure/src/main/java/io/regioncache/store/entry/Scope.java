package io.regioncache.store.entry;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;
import org.jspecify.annotations.Nullable;

/**
 * What one invalidation covers: a key, a tag, a cache, or everything.
 */
public final class Scope implements Comparable<Scope> {

	/**
	 * Everything in the region.
	 */
	public static final Scope ALL = new Scope("*");

	/**
	 * Longer names are marked by their hash, so that a marker stays below 100 bytes. Two
	 * names that share a hash die together, which is safe.
	 */
	private static final int MAX_PLAIN = 24;

	public static final int MAX_FIELD = 64;

	private static final Pattern FIELD = Pattern.compile("\\*|[kct]:[!-~]+");

	private static final XXHash64 HASH = XXHashFactory.fastestJavaInstance().hash64();

	private final String field;

	private byte @Nullable [] argument;

	/**
	 * Create a scope.
	 * @param field the field of the metadata hash that holds its marker
	 */
	public Scope(String field) {
		this.field = field;
	}

	/**
	 * Return the field of the metadata hash that holds the marker.
	 * @return the field
	 */
	public String field() {
		return this.field;
	}

	/**
	 * Return the field as a command's argument, encoded once: a lookup is sent for every
	 * read.
	 */
	public byte[] argument() {
		byte[] argument = this.argument;
		if (argument == null) {
			argument = EncodedArguments.of(this.field);
			this.argument = argument;
		}
		return argument;
	}

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
		return key(keyPrefix(cache), key);
	}

	/**
	 * Return what is hashed before each key of a cache.
	 */
	static byte[] keyPrefix(String cache) {
		return (cache + '\0').getBytes(StandardCharsets.UTF_8);
	}

	static Scope key(byte[] prefix, String key) {
		byte[] name = key.getBytes(StandardCharsets.UTF_8);
		byte[] bytes = Arrays.copyOf(prefix, prefix.length + name.length);
		System.arraycopy(name, 0, bytes, prefix.length, name.length);
		return new Scope("k:" + HexFormat.of().toHexDigits(HASH.hash(bytes, 0, bytes.length, 0)));
	}

	/**
	 * Whether it is a single key.
	 * @return {@code false} if it is a tag, a cache or everything
	 */
	public boolean isKey() {
		return this.field.startsWith("k:");
	}

	/**
	 * Whether it is a tag.
	 * @param tag the tag
	 * @return {@code false} also if it is one whose marker has the name of its hash
	 */
	public boolean isTag(String tag) {
		return this.field.length() == tag.length() + 2 && this.field.startsWith("t:") && this.field.endsWith(tag)
				&& (tag.isEmpty() || tag.charAt(0) != '#');
	}

	/**
	 * Whether a field of the metadata hash is a marker.
	 */
	public static boolean isField(String field) {
		return field.length() <= MAX_FIELD && FIELD.matcher(field).matches();
	}

	/**
	 * Return scopes as what is read by index: an iterator for each loop is most of what
	 * the judgment of a hit allocates.
	 */
	static List<Scope> indexed(Collection<Scope> scopes) {
		return (scopes instanceof List<Scope> list) ? list : List.copyOf(scopes);
	}

	private static String bounded(String name) {
		if (name.length() <= MAX_PLAIN && isPlain(name)) {
			return name;
		}
		ByteBuffer hash = ByteBuffer.allocate(16).putLong(hash(name)).putLong(hash('#' + name));
		return '#' + Base64.getUrlEncoder().withoutPadding().encodeToString(hash.array());
	}

	private static boolean isPlain(String name) {
		for (int i = 0; i < name.length(); i++) {
			char c = name.charAt(i);
			if (c <= ' ' || c >= 0x7F || (i == 0 && (c == '#' || c == '~'))) {
				return false;
			}
		}
		return !name.isEmpty();
	}

	private static long hash(String text) {
		// Unpaired surrogates all become '?': those keys and tags share a marker.
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		return HASH.hash(bytes, 0, bytes.length, 0);
	}

	/**
	 * By the field: hash tables stay fast though somebody has chosen fields of one hash.
	 */
	@Override
	public int compareTo(Scope other) {
		return this.field.compareTo(other.field);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof Scope scope && this.field.equals(scope.field));
	}

	@Override
	public int hashCode() {
		return this.field.hashCode();
	}

	@Override
	public String toString() {
		return "Scope[field=" + this.field + "]";
	}

}
