package io.regioncache.store.entry;

/**
 * The encoded value of an entry.
 *
 * @param type a hash of the value's declared type, see the cache that wrote it
 * @param flags how the bytes are encoded, for the cache that wrote it
 * @param bytes the bytes
 */
public record EntryPayload(int type, byte flags, byte[] bytes) {

}
