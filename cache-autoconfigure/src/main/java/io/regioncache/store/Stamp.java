package io.regioncache.store;

import java.util.Comparator;

/**
 * When a value was put, where the last writer wins: comparable between regions.
 * <p>
 * The time is that of the region's server, but later than every stamp the region had seen
 * by then: who puts over a value that was seen is later than it, whatever the clocks say.
 *
 * @param micros microseconds since 1970; 0 for what has no stamp
 * @param epoch the epoch of the region that has put it, which decides between equal times
 */
public record Stamp(long micros, long epoch) implements Comparable<Stamp> {

	/**
	 * The stamp of what has none.
	 */
	public static final Stamp NONE = new Stamp(0, 0);

	private static final Comparator<Stamp> ORDER = Comparator.comparingLong(Stamp::micros)
		.thenComparing(Stamp::epoch, Long::compareUnsigned);

	@Override
	public int compareTo(Stamp other) {
		return ORDER.compare(this, other);
	}

}
