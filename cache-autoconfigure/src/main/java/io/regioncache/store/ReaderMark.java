package io.regioncache.store;

import org.jspecify.annotations.Nullable;

/**
 * What a reader of a log tells with its heartbeat.
 *
 * @param cursor how far it has read
 * @param beat another one each time
 * @param relying whether it relies on this region to pass on what it invalidates
 */
public record ReaderMark(Cursor cursor, long beat, boolean relying) {

	byte[] encode() {
		return RedisKeys.bytes(this.cursor.text() + ':' + this.beat + ':' + (this.relying ? '1' : '0'));
	}

	/**
	 * Read the stored form. What cannot be read counts as missing.
	 */
	static @Nullable ReaderMark of(String text) {
		int relying = text.lastIndexOf(':');
		int beat = text.lastIndexOf(':', relying - 1);
		Cursor cursor = (beat > 0) ? Cursor.of(text.substring(0, beat)) : null;
		try {
			return (cursor != null)
					? new ReaderMark(cursor, Long.parseLong(text.substring(beat + 1, relying)), text.endsWith("1"))
					: null;
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

}
