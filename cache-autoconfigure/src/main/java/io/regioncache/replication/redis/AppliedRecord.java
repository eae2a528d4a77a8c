package io.regioncache.replication.redis;

import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.log.LogRecord;
import io.regioncache.store.log.ShippedValue;

/**
 * A record of a log as the script is given it that applies it.
 */
final class AppliedRecord {

	private AppliedRecord() {
	}

	static void add(LogRecord record, ScriptArguments arguments) {
		boolean stamped = record.stamp() > 0;
		arguments.add(mode(record))
			.add((record.homeOnly() ? 1 : 0) + (stamped ? 2 : 0))
			.add(record.origin())
			.add(stamped ? record.stamp() : record.publishedMillis())
			.add(body(record));
	}

	private static byte[] body(LogRecord record) {
		ShippedValue value = record.value();
		return (value != null) ? value.encode()
				: RedisKeys.bytes(record.kind().isNotice() ? record.notice() : record.scope().field());
	}

	private static byte[] mode(LogRecord record) {
		String trace = record.trace();
		return RedisKeys.bytes(letter(record) + (trace.isEmpty() ? "" : ' ' + trace));
	}

	private static String letter(LogRecord record) {
		return switch (record.kind()) {
			case REMOVE -> "R";
			case STALE -> "S";
			case VALUE -> "V";
			case BEGUN -> "N";
			case REGISTERED -> "P";
			case LEFT -> "D";
			case TRANSFER -> throw new IllegalArgumentException("A transfer is not applied");
		};
	}

}
