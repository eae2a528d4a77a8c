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
 * One record of a region's log.
 * <p>
 * Byte 0 is the version of the format, 1 the kind, 2 the flags, 3–10 the epoch of the
 * log, 11–18 the sequence within it, 19–26 the region's clock, 27–34 the epoch of the
 * origin, 35–42 the origin's sequence, 43–50 when it was published, in milliseconds of
 * the origin's wall clock or, with flag 2, the time of its stamp. The rest is the marker
 * field, the value or, of a transfer, pairs of epoch and sequence. All numbers are
 * big-endian.
 *
 * @param at the log's epoch and the record's place in it
 * @param clock the region's clock when it was written
 * @param issue where and when it was issued
 * @param kind what it is
 * @param homeOnly whether it concerns only the region that issued it
 * @param content what it is about
 */
public record LogRecord(Position at, long clock, Issue issue, RecordKind kind, boolean homeOnly,
		RecordContent content) {

	static final byte VERSION = 1;

	private static final int FIXED = 51;

	private static final int MAX_NOTICE = 8192;

	/**
	 * In the year 2223. A region that has seen a stamp gives later ones: from the last
	 * number that is exact there would be none.
	 */
	private static final long LATEST = 8_000_000_000_000_000L;

	/**
	 * How much of a record is read at least where the rest of it is too large: of a value
	 * the scope of its key is among that.
	 */
	public static final int BEGINNING = 1024;

	/**
	 * About what a record takes in the heap beside its value.
	 */
	private static final int OVERHEAD = 350;

	private static final int HOME_ONLY = 1;

	private static final int STAMPED = 2;

	/**
	 * Return the position it was given where it was issued.
	 */
	public Position origin() {
		return this.issue.position();
	}

	/**
	 * Return when it was issued, in milliseconds; no promise depends on it.
	 */
	public long publishedMillis() {
		return this.issue.millis();
	}

	/**
	 * Return the time of its stamp, in microseconds; 0 if it has none.
	 */
	public long stamp() {
		return this.issue.stamp();
	}

	/**
	 * Return the context of the trace that it is part of, as it was found; empty if it
	 * has none.
	 */
	public String trace() {
		return this.issue.trace();
	}

	/**
	 * Return the same record as part of a trace.
	 * @param trace the context of the trace; empty for none
	 */
	public LogRecord traced(String trace) {
		return trace.equals(trace()) ? this : new LogRecord(this.at, this.clock,
				new Issue(origin(), publishedMillis(), stamp(), trace), this.kind, this.homeOnly, this.content);
	}

	/**
	 * Return what it invalidates; everything, if it is not understood.
	 */
	public Scope scope() {
		return this.content.scope();
	}

	/**
	 * Return what the region had applied after a state transfer.
	 */
	public VersionVector positions() {
		return this.content.positions();
	}

	/**
	 * Return the value, if it is one and can be read.
	 */
	public @Nullable ShippedValue value() {
		return this.content.value();
	}

	/**
	 * Return the text of a notice; empty if it is none.
	 */
	public String notice() {
		return this.content.notice();
	}

	/**
	 * What a record is.
	 */
	public enum RecordKind {

		/**
		 * The scope was removed.
		 */
		REMOVE,

		/**
		 * The scope may be served stale.
		 */
		STALE,

		/**
		 * A state transfer has ended: what its source knew is now marked here.
		 */
		TRANSFER,

		/**
		 * A value that other regions may store; it invalidates nothing.
		 */
		VALUE,

		/**
		 * A notice of a region whose writers register: its epoch has begun.
		 */
		BEGUN,

		/**
		 * A notice of a region: a writer has registered.
		 */
		REGISTERED,

		/**
		 * A notice of a region: a writer has left.
		 */
		LEFT;

		private static @Nullable RecordKind ofNotice(byte kind) {
			return switch (kind) {
				case 'N' -> BEGUN;
				case 'P' -> REGISTERED;
				case 'D' -> LEFT;
				default -> null;
			};
		}

		/**
		 * Whether it tells something of the region itself, and invalidates nothing.
		 */
		public boolean isNotice() {
			return compareTo(BEGUN) >= 0;
		}

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
		ByteBuffer buffer = ByteBuffer.wrap(bytes, 3, bytes.length - 3);
		Position at = new Position(buffer.getLong(), number(buffer));
		long clock = number(buffer);
		Position origin = new Position(buffer.getLong(), number(buffer));
		long published = buffer.getLong();
		long stamp = 0;
		if (bytes[0] == VERSION && (bytes[2] & ~HOME_ONLY) == STAMPED) {
			stamp = number(ByteBuffer.wrap(bytes, FIXED - 8, 8), LATEST);
			published = stamp / 1000;
		}
		LogRecord everything = new LogRecord(at, clock, new Issue(origin, published, stamp), RecordKind.REMOVE, false,
				new RecordContent(Scope.ALL, VersionVector.NONE));
		LogRecord understood = (bytes[0] == VERSION) ? everything.decodeContent(bytes, buffer, cut) : null;
		if (understood == null && origin.sequence() == 0) {
			throw new CorruptRecordException("A record of the log that is not understood and has no position");
		}
		return (understood != null) ? understood : everything;
	}

	/**
	 * Read what a record of this version is about.
	 * @return the record; {@code null} if it is not understood
	 */
	private @Nullable LogRecord decodeContent(byte[] bytes, ByteBuffer buffer, boolean cut) {
		byte flags = bytes[2];
		if (cut) {
			return (bytes[1] == 'V') ? decodeKey(flags, buffer) : null;
		}
		return switch (bytes[1]) {
			case 'T' -> decodeTransfer(flags, buffer);
			case 'V' -> decodeValue(flags, buffer);
			case 'R' -> decodeMark(RecordKind.REMOVE, bytes);
			case 'S' -> decodeMark(RecordKind.STALE, bytes);
			default -> decodeNotice(RecordKind.ofNotice(bytes[1]), bytes);
		};
	}

	private @Nullable LogRecord decodeTransfer(byte flags, ByteBuffer buffer) {
		return (flags == 0 && buffer.remaining() % 16 == 0 && buffer.remaining() <= 16 * VersionVector.MAX)
				? with(RecordKind.TRANSFER, false, new RecordContent(Scope.ALL, positions(buffer))) : null;
	}

	private @Nullable LogRecord decodeKey(byte flags, ByteBuffer buffer) {
		Scope key = ((flags & ~STAMPED) == 0) ? ShippedValue.decodeKey(buffer) : null;
		return (key != null) ? with(RecordKind.VALUE, false, new RecordContent(key, VersionVector.NONE)) : null;
	}

	private @Nullable LogRecord decodeValue(byte flags, ByteBuffer buffer) {
		ShippedValue value = ((flags & ~STAMPED) == 0) ? ShippedValue.decode(buffer) : null;
		if (value == null) {
			return null;
		}
		HybridTimestamp written = new HybridTimestamp(stamp(), (stamp() > 0) ? origin().epoch() : 0);
		return with(RecordKind.VALUE, false, new RecordContent(value.key(), VersionVector.NONE, value.at(written)));
	}

	private @Nullable LogRecord decodeMark(RecordKind kind, byte[] bytes) {
		String field = new String(bytes, FIXED, Math.min(bytes.length - FIXED, Scope.MAX_FIELD + 1),
				StandardCharsets.UTF_8);
		boolean known = bytes[2] >= 0 && bytes[2] <= (HOME_ONLY | STAMPED) && Scope.isField(field);
		return known ? with(kind, (bytes[2] & HOME_ONLY) != 0, new RecordContent(new Scope(field), VersionVector.NONE))
				: null;
	}

	private @Nullable LogRecord decodeNotice(@Nullable RecordKind kind, byte[] bytes) {
		if (kind == null || bytes[2] != 0 || origin().sequence() <= 0 || bytes.length > FIXED + MAX_NOTICE) {
			return null;
		}
		String text = new String(bytes, FIXED, bytes.length - FIXED, StandardCharsets.UTF_8);
		return with(kind, false, RecordContent.notice(text));
	}

	private LogRecord with(RecordKind kind, boolean homeOnly, RecordContent content) {
		return new LogRecord(this.at, this.clock, this.issue, kind, homeOnly, content);
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

	/**
	 * Return about how many bytes of the heap it takes.
	 */
	public int size() {
		return OVERHEAD + 100 * positions().applied().size() + ((value() != null) ? value().size() : 0);
	}

	/**
	 * Whether it is a value that was too large to be read.
	 */
	public boolean isCut() {
		return this.kind == RecordKind.VALUE && value() == null;
	}

	/**
	 * Return the removal of what this record concerns, at the same position.
	 */
	public LogRecord removal() {
		return with(RecordKind.REMOVE, false, new RecordContent(scope(), VersionVector.NONE));
	}

	/**
	 * Return the cursor of who has read it.
	 * @return the cursor
	 */
	public Cursor cursor() {
		return new Cursor(this.at.epoch(), this.at.sequence(), this.clock);
	}

}
