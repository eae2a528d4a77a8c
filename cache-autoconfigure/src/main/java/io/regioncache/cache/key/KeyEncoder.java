package io.regioncache.cache.key;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.data.domain.Sort;

/**
 * Turns the key of a call into text; no two different keys give the same text.
 * <p>
 * A single value is written as a letter for its type and its text, {@code i:42} for an
 * integral number; several are written one after the other, each with its length. A text
 * longer than {@value #MAX_LENGTH} characters is replaced by its SHA-256. Integral
 * numbers of one value are one key, whatever their type: {@code 42} and {@code 42L}.
 */
public final class KeyEncoder {

	private static final int MAX_LENGTH = 200;

	private static final String HASHED = "h:";

	private static final String VARIED = "V[2]";

	private KeyEncoder() {
	}

	/**
	 * Encode a key.
	 * @param key the key: {@code null}, text, a number, a boolean, an enum, a UUID, a
	 * date or time, a locale, currency, URI or class, a {@code PageRequest}, {@code Sort}
	 * or {@code Limit}, or an array, list, set, map, optional, record, Kotlin data class
	 * or {@code @Embeddable} of these
	 * @return the text
	 * @throws UnsupportedKeyException if the key is of any other type, too deep or too
	 * long, or if its own code throws
	 */
	public static String encode(@Nullable Object key) {
		String text = KeyText.of(key);
		return (text.length() <= MAX_LENGTH) ? text : HASHED + hash(text);
	}

	/**
	 * Return the key that an encoded {@link VariedKey} exists once for each kind of
	 * caller of.
	 * @param text the encoded key
	 * @return the encoded key without its variant; {@code null} if it has none, or was
	 * hashed
	 */
	public static @Nullable String withoutVariant(String text) {
		int slash = text.startsWith(VARIED) ? text.indexOf('/') : -1;
		if (slash < 0) {
			return null;
		}
		try {
			int length = Integer.parseInt(text, VARIED.length(), slash, 10);
			return (length >= 0 && length < text.length() - slash) ? text.substring(slash + 1, slash + 1 + length)
					: null;
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	/**
	 * Whether an encoded key was too long and is a hash.
	 * @param text the encoded key
	 * @return {@code true} if the key cannot be told from it
	 */
	public static boolean isHashed(String text) {
		return text.startsWith(HASHED);
	}

	/**
	 * Whether values of a declared type can be keys at all. A type that may have
	 * supported subtypes counts as one that can.
	 * @param type the declared type
	 * @return {@code false} if no value of this type can be a key
	 */
	public static boolean mayEncode(Class<?> type) {
		if (type.isArray()) {
			return mayEncode(type.getComponentType());
		}
		return type.isPrimitive() || type.isInterface() || type == Object.class || Enum.class.isAssignableFrom(type)
				|| Record.class.isAssignableFrom(type) || type == SimpleKey.class || type == Optional.class
				|| List.class.isAssignableFrom(type) || Set.class.isAssignableFrom(type)
				|| Map.class.isAssignableFrom(type) || KeyScalars.mayAppend(type) || PageKeys.mayAppend(type)
				|| KeyStructure.of(type).isPresent();
	}

	private static String hash(String text) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
			return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
