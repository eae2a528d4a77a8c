package io.regioncache.store.entry;

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
public record HybridTimestamp(long micros, long epoch) implements Comparable<HybridTimestamp> {

	/**
	 * The stamp of what has none.
	 */
	public static final HybridTimestamp NONE = new HybridTimestamp(0, 0);

	private static final Comparator<HybridTimestamp> ORDER = Comparator.comparingLong(HybridTimestamp::micros)
		.thenComparing(HybridTimestamp::epoch, Long::compareUnsigned);

	@Override
	public int compareTo(HybridTimestamp other) {
		return ORDER.compare(this, other);
	}

}
