package io.regioncache.cache;

/**
 * A value as it is stored: how it is encoded, a hash of its type, and its bytes.
 *
 * @param flags {@link ValueCodec#NULL} and {@link ValueCodec#LZ4}
 * @param type the id of the type
 * @param payload the bytes
 */
record Encoded(byte flags, int type, byte[] payload) {

}
