package io.regioncache.writebehind;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A change as it lies in the region.
 *
 * @param record its record in the stream, empty if that is not known
 * @param key the text of its key
 * @param sequence its sequence
 * @param bytes what it says
 */
public record PendingChange(String record, String key, long sequence, byte[] bytes) {

	private static final int HEAD = Long.BYTES + 1;

	static PendingChange of(String record, String key, byte[] stored) {
		return new PendingChange(record, key, ByteBuffer.wrap(stored).getLong(),
				Arrays.copyOfRange(stored, HEAD, stored.length));
	}

}
