package io.regioncache.replication.redis;

import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.log.Cursor;
import org.jspecify.annotations.Nullable;

/**
 * What a reader of a log tells with its heartbeat.
 *
 * @param cursor how far it has read
 * @param heartbeat another one each time
 * @param relying whether it relies on this region to pass on what it invalidates
 */
public record ReaderHeartbeat(Cursor cursor, long heartbeat, boolean relying) {

	byte[] encode() {
		return RedisKeys.bytes(this.cursor.text() + ':' + this.heartbeat + ':' + (this.relying ? '1' : '0'));
	}

	/**
	 * Read the stored form. What cannot be read counts as missing.
	 */
	static @Nullable ReaderHeartbeat of(String text) {
		int relying = text.lastIndexOf(':');
		int heartbeat = text.lastIndexOf(':', relying - 1);
		Cursor cursor = (heartbeat > 0) ? Cursor.of(text.substring(0, heartbeat)) : null;
		try {
			return (cursor != null) ? new ReaderHeartbeat(cursor,
					Long.parseLong(text.substring(heartbeat + 1, relying)), text.endsWith("1")) : null;
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

}
