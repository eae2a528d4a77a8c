package io.regioncache.replication.redis;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

	/**
	 * Read the stored forms of readers.
	 * @param names the names of the readers
	 * @param values what is stored of each, in the same order
	 * @return by name, those that can be read
	 */
	static Map<String, ReaderHeartbeat> byName(List<String> names, List<@Nullable String> values) {
		Map<String, ReaderHeartbeat> read = new LinkedHashMap<>();
		for (int i = 0; i < names.size(); i++) {
			String value = values.get(i);
			ReaderHeartbeat heartbeat = (value != null) ? of(value) : null;
			if (heartbeat != null) {
				read.put(names.get(i), heartbeat);
			}
		}
		return read;
	}

	/**
	 * How far all have read that read in this epoch.
	 * @return the sequence, or {@code null} if one reads in another
	 */
	static @Nullable Long least(Collection<ReaderHeartbeat> readers, @Nullable String epoch) {
		boolean here = epoch != null
				&& readers.stream().allMatch((reader) -> reader.cursor().text().startsWith(epoch + ':'));
		return here ? readers.stream().map((reader) -> reader.cursor().sequence()).min(Long::compare).orElse(null)
				: null;
	}

}
