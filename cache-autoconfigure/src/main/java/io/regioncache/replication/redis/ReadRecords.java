package io.regioncache.replication.redis;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import io.regioncache.replication.redis.LogPage.Origin;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.log.CorruptRecordException;
import io.regioncache.store.log.Cursor;
import io.regioncache.store.log.LogRecord;
import io.regioncache.store.log.RecordDecoder;

/**
 * What was read of a log.
 *
 * @param page the records
 * @param routes what the region knows of routes; empty if nothing
 */
public record ReadRecords(LogPage page, String routes) {

	private static final int HEADER = 7;

	/**
	 * Return how many bytes of records an answer has.
	 */
	public static long sizeOf(List<Object> answer) {
		long size = 0;
		for (int i = HEADER + 2; i < answer.size(); i += 3) {
			size += ((byte[]) answer.get(i)).length;
		}
		return size;
	}

	/**
	 * Read an answer: epoch, sequence and clock of the tail, routes, where the log
	 * branches off, the registered writers, then of each record its id, behind a blank
	 * its trace context if it has one, its length and its bytes. Records are read up to
	 * the first that cannot be read: what is behind it is not known to follow.
	 */
	public static ReadRecords of(List<Object> answer) {
		if (answer.isEmpty()) {
			throw new IllegalStateException("The source has lost its metadata");
		}
		Cursor tail = new Cursor(HexFormat.fromHexDigitsToLong(text(answer.get(0))), number(answer.get(1)),
				number(answer.get(2)));
		String branch = text(answer.get(4));
		Origin origin = new Origin(branch.isEmpty() ? -1 : Long.parseLong(branch), text(answer.get(5)),
				!text(answer.get(6)).isEmpty());
		return new ReadRecords(page(tail, origin, answer), text(answer.get(3)));
	}

	private static LogPage page(Cursor tail, Origin origin, List<Object> answer) {
		List<LogRecord> records = new ArrayList<>(answer.size() / 3);
		boolean unreadable = false;
		for (int i = HEADER; i + 2 < answer.size() && !unreadable; i += 3) {
			LogRecord record = record(answer.subList(i, i + 3));
			unreadable = record == null;
			if (record != null) {
				records.add(record);
			}
		}
		return new LogPage(tail, records, unreadable, origin);
	}

	/**
	 * Read the id of a record and, behind a blank, its trace context, its length and its
	 * bytes.
	 * @return the record; {@code null} if it cannot be read, or has another id
	 */
	private static @Nullable LogRecord record(List<Object> parts) {
		try {
			LogRecord record = record((byte[]) parts.get(2), (Long) parts.get(1));
			String[] id = text(parts.get(0)).split(" ", 2);
			if (!id[0].equals(record.at().sequence() + "-0")) {
				return null;
			}
			return (id.length == 1) ? record : record.traced(id[1]);
		}
		catch (CorruptRecordException ex) {
			return null;
		}
	}

	private static LogRecord record(byte[] bytes, long length) {
		return (bytes.length < length) ? RecordDecoder.decodeBeginning(bytes) : RecordDecoder.decode(bytes);
	}

	private static long number(Object answer) {
		String text = text(answer);
		return text.isEmpty() ? 0 : Long.parseLong(text);
	}

	private static String text(Object answer) {
		return RedisKeys.text((byte[]) answer);
	}

}
