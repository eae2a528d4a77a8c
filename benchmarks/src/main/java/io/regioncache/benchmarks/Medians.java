package io.regioncache.benchmarks;

import java.util.stream.DoubleStream;

/**
 * The middle of measured values, which a few disturbed ones do not move.
 */
public final class Medians {

	private Medians() {
	}

	/**
	 * The median.
	 * @param values the values, at least one
	 * @return their middle, or the mean of the two in the middle
	 */
	public static double of(DoubleStream values) {
		double[] sorted = values.sorted().toArray();
		int middle = sorted.length / 2;
		return (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
	}

	/**
	 * The value below which a share of all values lies.
	 * @param values the values, at least one
	 * @param share the share, from 0 to 1
	 * @return the value
	 */
	public static double percentile(DoubleStream values, double share) {
		double[] sorted = values.sorted().toArray();
		return sorted[(int) Math.min(sorted.length - 1, sorted.length * share)];
	}

}
