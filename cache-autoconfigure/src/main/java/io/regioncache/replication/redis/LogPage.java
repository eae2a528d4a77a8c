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
 */
public record LogPage(Cursor tail, List<LogRecord> records, boolean unreadable) {

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

}
