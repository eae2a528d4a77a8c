package io.regioncache.store.log;

/**
 * Where and when a record was issued.
 *
 * @param position the position it was given where it was issued
 * @param millis when it was issued; no promise depends on it
 * @param stamp the time of its stamp, in microseconds; 0 if it has none
 */
public record Issue(Position position, long millis, long stamp) {

	/**
	 * Create an issue without a stamp.
	 * @param position the position it was given where it was issued
	 * @param millis when it was issued
	 */
	public Issue(Position position, long millis) {
		this(position, millis, 0);
	}

}
