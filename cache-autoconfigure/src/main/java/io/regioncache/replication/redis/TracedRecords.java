package io.regioncache.replication.redis;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;

import io.regioncache.store.entry.RedisKeys;

/**
 * The frame that precedes a published record which is part of a trace. A version that
 * does not know it takes it for a record of another epoch, and passes over it.
 */
final class TracedRecords {

	/**
	 * As long as the fixed part of a record.
	 */
	private static final int HEADER = 51;

	private static final int LENGTH = HEADER + 55;

	private TracedRecords() {
	}

	static boolean isContext(byte[] frame) {
		return frame.length == LENGTH && frame[0] == 1 && frame[1] == 'C';
	}

	/**
	 * Return the context, which is not checked yet.
	 */
	static String context(byte[] frame) {
		return RedisKeys.text(Arrays.copyOfRange(frame, HEADER, LENGTH));
	}

	/**
	 * Return the next frame, which stands behind its length in four bytes.
	 */
	static byte[] next(ByteBuffer frames) {
		int length = frames.getInt();
		if (length < 0 || length > frames.remaining()) {
			throw new BufferUnderflowException();
		}
		byte[] frame = new byte[length];
		frames.get(frame);
		return frame;
	}

}
