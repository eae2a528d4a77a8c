package io.regioncache.cache.key;

/**
 * Stands for a key that could not even be made, because the code of an argument or an
 * expression has thrown. It has no text, so the call bypasses the cache.
 *
 * @param problem what went wrong
 * @param cause what was thrown
 */
public record FailedKey(String problem, Throwable cause) {

}
