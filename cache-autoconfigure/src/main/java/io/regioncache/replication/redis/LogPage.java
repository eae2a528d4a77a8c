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
 */
public record LogPage(Cursor tail, List<LogRecord> records) {

	public LogPage {
		records = List.copyOf(records);
	}

}
