package io.regioncache.store.entry;

import java.nio.ByteBuffer;

/**
 * The marker of one scope: when it was last invalidated.
 * <p>
 * It is written as {@code removed} or {@code removed,staled}, decimal, each with
 * {@code @stamp} behind it where there is one.
 *
 * @param removed the number of the last REMOVE, 0 for none
 * @param staled the number of the last STALE, 0 for none
 * @param removedAt the newest stamp of a REMOVE, 0 for none
 * @param staledAt the newest stamp of a STALE, 0 for none
 */
public record MarkerValue(long removed, long staled, long removedAt, long staledAt) {

	/**
	 * Never invalidated.
	 */
	public static final MarkerValue NONE = new MarkerValue(0, 0, 0, 0);

	/**
	 * Nothing that it covers is served: a transaction holds it, or it cannot be read.
	 */
	public static final MarkerValue HELD = new MarkerValue(Long.MAX_VALUE, 0, 0, 0);

	private static final int MAX_DIGITS = 18;

	/**
	 * Create a marker without stamps.
	 * @param removed the number of the last REMOVE, 0 for none
	 * @param staled the number of the last STALE, 0 for none
	 */
	public MarkerValue(long removed, long staled) {
		this(removed, staled, 0, 0);
	}

	/**
	 * Read a marker.
	 * @param bytes what the metadata holds
	 * @return the marker; {@link #HELD} if it cannot be read
	 */
	public static MarkerValue parse(ByteBuffer bytes) {
		NumberReader reader = new NumberReader();
		long removed = reader.read(bytes, NumberReader.DECIMAL, MAX_DIGITS);
		long removedAt = (reader.ended() == '@') ? reader.read(bytes, NumberReader.DECIMAL, MAX_DIGITS) : 0;
		long staled = 0;
		long staledAt = 0;
		if (reader.ended() == ',') {
			staled = reader.read(bytes, NumberReader.DECIMAL, MAX_DIGITS);
			staledAt = (reader.ended() == '@') ? reader.read(bytes, NumberReader.DECIMAL, MAX_DIGITS) : 0;
		}
		return (reader.isReadable() && !bytes.hasRemaining()) ? new MarkerValue(removed, staled, removedAt, staledAt)
				: HELD;
	}

	/**
	 * Return the number of the last invalidation of whichever kind.
	 */
	public long latest() {
		return Math.max(this.removed, this.staled);
	}

	public boolean isHeld() {
		return this.removed == Long.MAX_VALUE;
	}

	/**
	 * Whether either number has a stamp.
	 */
	public boolean isStamped() {
		return this.removedAt > 0 || this.staledAt > 0;
	}

}
