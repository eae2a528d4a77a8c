package io.regioncache.replication;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

import io.regioncache.store.log.RecordContent;
import io.regioncache.store.log.Issue;
import io.regioncache.model.LoggedRegion;
import io.regioncache.store.log.LogRecord;
import io.regioncache.store.log.Position;

/**
 * The mutant that adds records to the log in a second step.
 */
final class RecordsApart {

	private RecordsApart() {
	}

	/**
	 * Return the region after the first step, and have the second one done later.
	 */
	static LoggedRegion split(LoggedRegion before, LoggedRegion after, SimulatedRegion region, Wire wire,
			BooleanSupplier alive) {
		List<LogRecord> records = after.log()
			.stream()
			.filter((record) -> record.at().sequence() > before.seq())
			.toList();
		long epoch = after.epoch();
		wire.later(alive, () -> {
			LoggedRegion now = region.attached();
			if (now.epoch() == epoch) {
				region.become(add(now, records));
			}
		});
		return after.withoutRecordsSince(before);
	}

	private static LoggedRegion add(LoggedRegion now, List<LogRecord> records) {
		List<LogRecord> log = new ArrayList<>(now.log());
		long seq = now.seq();
		for (LogRecord record : records) {
			log.add(new LogRecord(new Position(now.epoch(), ++seq), record.clock(), new Issue(record.origin(), 0),
					record.kind(), record.homeOnly(), new RecordContent(record.scope(), record.positions())));
		}
		return now.withLog(log).withSeq(seq);
	}

}
