package io.regioncache.writebehind;

import io.regioncache.annotation.PublicApi;
import org.jspecify.annotations.Nullable;

/**
 * The last change of a key.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 * @param key the key
 * @param value the value that was put, {@code null} if the method has returned none
 * @param sequence orders all changes of a key: microseconds by the clock of the region's
 * server, past every change before it. A change whose sequence is not greater than the
 * one that is stored must not be written
 * @since 0.1
 */
@PublicApi
public record Change<K, V>(K key, @Nullable V value, long sequence) {

}
