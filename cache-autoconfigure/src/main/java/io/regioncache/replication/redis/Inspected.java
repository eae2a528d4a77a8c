package io.regioncache.replication.redis;

import java.util.List;
import java.util.Map;

import io.regioncache.store.log.LogRecord;

/**
 * Records that were looked at before anything of them is written.
 *
 * @param records what to apply: in the place of a refused value, the removal of its key
 * @param refused how many of them were refused, and why
 */
public record Inspected(List<LogRecord> records, Map<RecordRefusal, Integer> refused) {

	public Inspected {
		records = List.copyOf(records);
		refused = Map.copyOf(refused);
	}

}
