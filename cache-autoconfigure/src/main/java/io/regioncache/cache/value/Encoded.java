package io.regioncache.cache.value;

/**
 * A value as it is stored: how it is encoded, a hash of its type, and its bytes.
 *
 * @param flags {@link ValueCodec#NULL} and {@link #LZ4}
 * @param type the id of the type
 * @param payload the bytes
 */
public record Encoded(byte flags, int type, byte[] payload) {

	public static final byte LZ4 = 2;

	/**
	 * Return how many bytes the decoder allocates for it.
	 * @return the length of the JSON; of bytes that are compressed, what they claim
	 */
	public long decodedLength() {
		return ((this.flags & LZ4) != 0) ? Lz4.lengthOf(this.payload) : this.payload.length;
	}

}
