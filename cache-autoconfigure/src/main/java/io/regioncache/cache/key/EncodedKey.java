package io.regioncache.cache.key;

/**
 * A key in the form in which it stands in Redis, such as {@code i:42}.
 *
 * @param text the encoded key, as {@link KeyEncoder} writes it
 */
public record EncodedKey(String text) {

}
