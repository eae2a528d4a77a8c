package io.regioncache.store.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import io.regioncache.store.entry.HybridTimestamp;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.entry.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of a log, whatever somebody may have written there.
 */
public final class RecordDecoder {

	static final byte VERSION = 1;

	private static final int FIXED = 51;

	private static final int MAX_NOTICE = 8192;

	/**
	 * In the year 2223. A region that has seen a stamp gives later ones: from the last
	 * number that is exact there would be none.
	 */
	private static final long LATEST = 8_000_000_000_000_000L;

	private static final int HOME_ONLY = 1;

	private static final int STAMPED = 2;

	private final byte[] bytes;

	/** What is understood of any record: it removes everything, and stands somewhere. */
	private final LogRecord everything;

	private RecordDecoder(byte[] bytes, LogRecord everything) {
		this.bytes = bytes;
		this.everything = everything;
	}

	/**
	 * Read a record. Kinds, flags and scopes that this version does not know mean that
	 * everything is removed, where an origin has issued them.
	 * @param bytes what was found in the log
	 * @return the record
	 * @throws CorruptRecordException if not even its position can be read, or it has none
	 * by which it could be passed on
	 */
	public static LogRecord decode(byte[] bytes) {
		return decode(bytes, false);
	}

	/**
	 * Read the beginning of a record that is too large. If it is a value, nothing but the
	 * scope of its key is known of it.
	 * @param bytes the beginning
	 * @return the record
	 * @throws CorruptRecordException as for a whole record
	 */
	public static LogRecord decodeBeginning(byte[] bytes) {
		return decode(bytes, true);
	}

	private static LogRecord decode(byte[] bytes, boolean cut) {
		if (bytes.length < FIXED || bytes[0] < VERSION) {
			throw new CorruptRecordException(bytes.length + " bytes that are no record of the log");
		}
		LogRecord everything = decodeHead(bytes);
		LogRecord understood = (bytes[0] == VERSION) ? new RecordDecoder(bytes, everything).decodeContent(cut) : null;
		if (understood == null && everything.origin().sequence() == 0) {
			throw new CorruptRecordException("A record of the log that is not understood and has no position");
		}
		return (understood != null) ? understood : everything;
	}

	private static LogRecord decodeHead(byte[] bytes) {
		ByteBuffer buffer = ByteBuffer.wrap(bytes, 3, FIXED - 3);
		Position at = new Position(buffer.getLong(), number(buffer));
		long clock = number(buffer);
		Position origin = new Position(buffer.getLong(), number(buffer));
		Issue issue = new Issue(origin, buffer.getLong());
		if (bytes[0] == VERSION && (bytes[2] & ~HOME_ONLY) == STAMPED) {
			long stamp = number(ByteBuffer.wrap(bytes, FIXED - 8, 8), LATEST);
			issue = new Issue(origin, stamp / 1000, stamp);
		}
		return new LogRecord(at, clock, issue, RecordKind.REMOVE, false,
				new RecordContent(Scope.ALL, VersionVector.NONE));
	}

	/**
	 * Read what a record of this version is about.
	 * @return the record; {@code null} if it is not understood
	 */
	private @Nullable LogRecord decodeContent(boolean cut) {
		byte kind = this.bytes[1];
		if (cut) {
			return (kind == 'V') ? decodeKey() : null;
		}
		return switch (kind) {
			case 'T' -> decodeTransfer();
			case 'V' -> decodeValue();
			case 'R' -> decodeMark(RecordKind.REMOVE);
			case 'S' -> decodeMark(RecordKind.STALE);
			default -> decodeNotice(RecordKind.ofNotice(kind));
		};
	}

	private ByteBuffer content() {
		return ByteBuffer.wrap(this.bytes, FIXED, this.bytes.length - FIXED);
	}

	private boolean hasOnly(int flags) {
		return (this.bytes[2] & ~flags) == 0;
	}

	private @Nullable LogRecord decodeTransfer() {
		ByteBuffer content = content();
		return (hasOnly(0) && content.remaining() % 16 == 0 && content.remaining() <= 16 * VersionVector.MAX)
				? with(RecordKind.TRANSFER, new RecordContent(Scope.ALL, positions(content))) : null;
	}

	private @Nullable LogRecord decodeKey() {
		Scope key = hasOnly(STAMPED) ? ShippedValue.decodeKey(content()) : null;
		return (key != null) ? with(RecordKind.VALUE, new RecordContent(key, VersionVector.NONE)) : null;
	}

	private @Nullable LogRecord decodeValue() {
		ShippedValue value = hasOnly(STAMPED) ? ShippedValue.decode(content()) : null;
		if (value == null) {
			return null;
		}
		long stamp = this.everything.stamp();
		HybridTimestamp written = new HybridTimestamp(stamp, (stamp > 0) ? this.everything.origin().epoch() : 0);
		return with(RecordKind.VALUE, new RecordContent(value.key(), VersionVector.NONE, value.at(written)));
	}

	private @Nullable LogRecord decodeMark(RecordKind kind) {
		byte flags = this.bytes[2];
		String field = new String(this.bytes, FIXED, Math.min(this.bytes.length - FIXED, Scope.MAX_FIELD + 1),
				StandardCharsets.UTF_8);
		boolean known = flags >= 0 && flags <= (HOME_ONLY | STAMPED) && Scope.isField(field);
		return known ? this.everything.with(kind, (flags & HOME_ONLY) != 0,
				new RecordContent(new Scope(field), VersionVector.NONE)) : null;
	}

	private @Nullable LogRecord decodeNotice(@Nullable RecordKind kind) {
		int length = this.bytes.length - FIXED;
		if (kind == null || !hasOnly(0) || this.everything.origin().sequence() <= 0 || length > MAX_NOTICE) {
			return null;
		}
		return with(kind, RecordContent.notice(new String(this.bytes, FIXED, length, StandardCharsets.UTF_8)));
	}

	private LogRecord with(RecordKind kind, RecordContent content) {
		return this.everything.with(kind, false, content);
	}

	private static long number(ByteBuffer buffer) {
		return number(buffer, RedisKeys.MAX_EXACT);
	}

	private static long number(ByteBuffer buffer, long greatest) {
		long number = buffer.getLong();
		if (number < 0 || number > greatest) {
			throw new CorruptRecordException("A record of the log with the impossible number " + number);
		}
		return number;
	}

	private static VersionVector positions(ByteBuffer buffer) {
		Map<Long, Long> applied = new HashMap<>();
		while (buffer.hasRemaining()) {
			applied.put(buffer.getLong(), number(buffer));
		}
		return new VersionVector(applied);
	}

}
