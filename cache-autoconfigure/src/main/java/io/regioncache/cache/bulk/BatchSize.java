package io.regioncache.cache.bulk;

/**
 * How many entries of one cache are asked for, or stored, in one go: as many as take half
 * a megabyte, so that others on the connection do not wait for them.
 * <p>
 * What an entry takes is known from those before it. One that takes more than expected
 * counts at once, one that takes less by and by.
 */
final class BatchSize {

	/**
	 * However small they are: the server does nothing else meanwhile.
	 */
	static final int MOST = 256;

	/**
	 * While nothing is known.
	 */
	static final int FIRST = 128;

	private static final int BYTES = 512 * 1024;

	private volatile int average;

	/**
	 * Return how many entries fit.
	 */
	int keys() {
		int average = this.average;
		return (average == 0) ? FIRST : Math.max(1, Math.min(MOST, BYTES / average));
	}

	/**
	 * Note what some entries have taken.
	 * @param bytes all of them together
	 * @param entries how many there were
	 */
	void seen(long bytes, int entries) {
		if (entries > 0) {
			int each = (int) Math.max(1, Math.min(bytes / entries, Integer.MAX_VALUE / 4));
			int former = this.average;
			this.average = Math.max(each, (int) ((3L * former + each) / 4));
		}
	}

}
