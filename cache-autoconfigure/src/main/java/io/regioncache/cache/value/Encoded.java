package io.regioncache.cache.value;

import java.util.Arrays;

/**
 * A value as it is stored: how it is encoded, a hash of its type, and its bytes, where
 * they lie.
 *
 * @param flags {@link ValueCodec#NULL} and {@link #LZ4}
 * @param type the id of the type
 * @param array holds the bytes, among others
 * @param offset where they begin
 * @param length how many they are
 */
public record Encoded(byte flags, int type, byte[] array, int offset, int length) {

	public static final byte LZ4 = 2;

	/**
	 * Create a value whose bytes are a whole array.
	 * @param flags how it is encoded
	 * @param type the id of the type
	 * @param payload the bytes
	 */
	public Encoded(byte flags, int type, byte[] payload) {
		this(flags, type, payload, 0, payload.length);
	}

	/**
	 * Return a copy of the bytes alone.
	 */
	public byte[] payload() {
		return Arrays.copyOfRange(this.array, this.offset, this.offset + this.length);
	}

	/**
	 * Return how many bytes the decoder allocates for it.
	 * @return the length of the JSON; of bytes that are compressed, what they claim
	 */
	public long decodedLength() {
		return ((this.flags & LZ4) != 0) ? Lz4.lengthOf(this.array, this.offset, this.length) : this.length;
	}

}
