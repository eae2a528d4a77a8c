package io.regioncache.rollout;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long something takes: counts by time, eight for each doubling, so that a percentile
 * is off by 9 % at most.
 */
public final class LatencyHistogram {

	private static final int PARTS = 8;

	private final AtomicLongArray counts = new AtomicLongArray(64 * PARTS);

	/**
	 * Count one.
	 * @param nanos how long it took
	 */
	public void add(long nanos) {
		double position = (nanos > 1) ? Math.log(nanos) / Math.log(2) * PARTS : 0;
		this.counts.incrementAndGet((int) Math.min(position, this.counts.length() - 1));
	}

	long[] counts() {
		long[] copy = new long[this.counts.length()];
		for (int i = 0; i < copy.length; i++) {
			copy[i] = this.counts.get(i);
		}
		return copy;
	}

	/**
	 * Return the 99th percentile of what was counted between two times.
	 * @param fewest how many say something
	 * @return the time in microseconds, 0 if there were fewer
	 */
	static long p99Micros(long[] before, long[] after, long fewest) {
		long all = Arrays.stream(after).sum() - Arrays.stream(before).sum();
		long left = (long) Math.ceil(all * 0.99);
		for (int i = 0; i < after.length && all >= Math.max(1, fewest); i++) {
			left -= after[i] - before[i];
			if (left <= 0) {
				return Math.max(1, Math.round(Math.pow(2, (i + 0.5) / PARTS) / 1000));
			}
		}
		return 0;
	}

}
