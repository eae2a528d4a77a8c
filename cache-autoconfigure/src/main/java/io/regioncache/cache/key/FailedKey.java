package io.regioncache.cache.key;

/**
 * Stands for a key that could not even be made, because the code of an argument has
 * thrown. It has no text, so the call bypasses the cache.
 *
 * @param cause what was thrown
 */
public record FailedKey(Throwable cause) {

}
