package io.regioncache.cache.put;

import org.jspecify.annotations.Nullable;

/**
 * What was to be put.
 *
 * @param key the key
 * @param value the value
 */
public record KeyedValue(Object key, @Nullable Object value) {

}
