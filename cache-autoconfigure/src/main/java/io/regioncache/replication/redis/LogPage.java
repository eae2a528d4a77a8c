package io.regioncache.replication.redis;

import java.util.List;

import io.regioncache.store.log.Cursor;
import io.regioncache.store.log.LogRecord;

/**
 * What a region's log held at one time after some cursor.
 *
 * @param tail the end of the log: the heartbeat, by which a gap shows although no record
 * follows it
 * @param records the first records after the cursor, as they were found; there may be
 * fewer than the tail promises, but then a gap
 * @param unreadable whether something behind them is no record
 * @param origin how the log came to be
 */
public record LogPage(Cursor tail, List<LogRecord> records, boolean unreadable, Origin origin) {

	public LogPage {
		records = List.copyOf(records);
	}

	/**
	 * Create a page of which everything could be read.
	 * @param tail the end of the log
	 * @param records the first records after the cursor
	 */
	public LogPage(Cursor tail, List<LogRecord> records) {
		this(tail, records, false);
	}

	/**
	 * Create a page of a log that is not known to have branched off another.
	 * @param tail the end of the log
	 * @param records the first records after the cursor
	 * @param unreadable whether something behind them is no record
	 */
	public LogPage(Cursor tail, List<LogRecord> records, boolean unreadable) {
		this(tail, records, unreadable, Origin.UNKNOWN);
	}

	/**
	 * How a log came to be.
	 *
	 * @param branch the sequence at which it branches off the log that the cursor is of;
	 * -1 if it is the same log, or does not
	 * @param writers the registered writers of its region, as they are stored, if no
	 * record was asked for
	 * @param hasRevoked whether the region knows of web sessions that are revoked
	 */
	public record Origin(long branch, String writers, boolean hasRevoked) {

		/**
		 * Nothing is known.
		 */
		public static final Origin UNKNOWN = new Origin(-1, "", false);

	}

}
