package io.regioncache.store.log;

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

	/**
	 * How much of a record is read at least where the rest of it is too large: of a value
	 * the scope of its key is among that.
	 */
	public static final int BEGINNING = 1024;

	/**
	 * About what a record takes in the heap beside its value.
	 */
	private static final int OVERHEAD = 350;

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
	 * Return a record of another kind at the same position.
	 */
	LogRecord with(RecordKind kind, boolean homeOnly, RecordContent content) {
		return new LogRecord(this.at, this.clock, this.issue, kind, homeOnly, content);
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
