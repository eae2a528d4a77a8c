package io.regioncache.store.entry;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The encoded value of an entry, where it lies: a hit copies none of it.
 *
 * @param type a hash of the value's declared type, see the cache that wrote it
 * @param flags how the bytes are encoded, for the cache that wrote it
 * @param array holds the bytes, among others
 * @param offset where they begin
 * @param length how many they are
 */
public record EntryPayload(int type, byte flags, byte[] array, int offset, int length) {

	/**
	 * Create a payload that is a whole array.
	 * @param type a hash of the value's declared type
	 * @param flags how the bytes are encoded
	 * @param bytes the bytes
	 */
	public EntryPayload(int type, byte flags, byte[] bytes) {
		this(type, flags, bytes, 0, bytes.length);
	}

	/**
	 * Return the bytes alone.
	 */
	byte[] bytes() {
		boolean whole = this.offset == 0 && this.length == this.array.length;
		return whole ? this.array : Arrays.copyOfRange(this.array, this.offset, this.offset + this.length);
	}

	void writeTo(ByteBuffer buffer) {
		buffer.put(this.array, this.offset, this.length);
	}

}
