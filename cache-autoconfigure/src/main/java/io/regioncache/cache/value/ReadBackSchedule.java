package io.regioncache.cache.value;

/**
 * Decides which values of a type are read back. Races between threads only change how
 * many are.
 */
final class ReadBackSchedule {

	/** The first values of a type are always read back. */
	private static final int FIRST = 100;

	/** Of the time of a load. */
	private static final double SHARE = 0.05;

	/** Of those that would cost more, one in so many is read back. */
	private static final int RARELY = 64;

	private volatile int first = FIRST;

	private volatile double nanosPerByte;

	private int passed;

	/**
	 * Whether a value is to be read back.
	 * @param bytes the length of its JSON
	 * @param loadNanos how long its load took
	 */
	boolean isDue(int bytes, long loadNanos) {
		if (this.first > 0 || this.nanosPerByte * bytes <= SHARE * loadNanos) {
			return true;
		}
		this.passed++;
		return this.passed % RARELY == 0;
	}

	/**
	 * Count a value that was read back.
	 */
	void done(int bytes, long nanos) {
		if (this.first > 0) {
			this.first--;
		}
		double cost = (double) nanos / Math.max(1, bytes);
		this.nanosPerByte = (this.nanosPerByte == 0) ? cost : this.nanosPerByte + (cost - this.nanosPerByte) / 8;
	}

	/**
	 * Read the values that follow back, since one could not be.
	 */
	void again() {
		this.first = FIRST;
	}

}
