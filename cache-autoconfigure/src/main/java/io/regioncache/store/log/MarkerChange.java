package io.regioncache.store.log;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import io.regioncache.store.entry.MarkerValue;

/**
 * What a region tells the processes that follow it when its clock has moved or it has
 * written markers.
 * <p>
 * Byte 0 is the version of the format, 1–8 the epoch, 9–16 the number of the message,
 * 17–24 the clock. The rest is pairs of a marker field and the marker, each with a length
 * byte; an empty field stands for more of them. All numbers are big-endian.
 *
 * @param epoch the epoch of the region
 * @param number how many messages it has sent in this epoch
 * @param clock its clock after the change
 * @param markers the markers by their fields
 * @param complete whether these are all; if not, the metadata is to be read anew
 */
public record MarkerChange(long epoch, long number, long clock, Map<String, MarkerValue> markers, boolean complete) {

	private static final byte VERSION = 1;

	/**
	 * Read a message.
	 * @param bytes what was published
	 * @return the change
	 * @throws CorruptRecordException if it is not one of this version
	 */
	public static MarkerChange decode(ByteBuffer bytes) {
		try {
			if (bytes.get() != VERSION) {
				throw new CorruptRecordException("Not a change of markers in format version " + VERSION);
			}
			return read(bytes);
		}
		catch (BufferUnderflowException ex) {
			throw new CorruptRecordException("A change of markers is cut short");
		}
	}

	private static MarkerChange read(ByteBuffer bytes) {
		long epoch = bytes.getLong();
		long number = bytes.getLong();
		long clock = bytes.getLong();
		Map<String, MarkerValue> markers = new LinkedHashMap<>();
		while (bytes.hasRemaining()) {
			String field = StandardCharsets.UTF_8.decode(next(bytes)).toString();
			markers.put(field, MarkerValue.parse(next(bytes)));
		}
		boolean complete = markers.remove("") == null;
		return new MarkerChange(epoch, number, clock, markers, complete);
	}

	private static ByteBuffer next(ByteBuffer bytes) {
		int length = bytes.get() & 0xFF;
		if (length > bytes.remaining()) {
			throw new BufferUnderflowException();
		}
		ByteBuffer next = bytes.slice(bytes.position(), length);
		bytes.position(bytes.position() + length);
		return next;
	}

}
