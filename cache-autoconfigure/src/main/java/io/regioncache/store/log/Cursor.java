package io.regioncache.store.log;

import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

/**
 * How far a region has read the log of another.
 *
 * @param epoch the epoch of the log
 * @param sequence the last record read
 * @param clock the source's clock when it wrote that record: markers above it are news
 */
public record Cursor(long epoch, long sequence, long clock) {

	/**
	 * Return the form in which it is stored.
	 */
	public String text() {
		return HexFormat.of().toHexDigits(this.epoch) + ':' + this.sequence + ':' + this.clock;
	}

	/**
	 * Read the stored form. What cannot be read counts as lost.
	 */
	public static @Nullable Cursor of(String text) {
		String[] parts = text.split(":", -1);
		try {
			return (parts.length == 3) ? new Cursor(HexFormat.fromHexDigitsToLong(parts[0]), Long.parseLong(parts[1]),
					Long.parseLong(parts[2])) : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

}
