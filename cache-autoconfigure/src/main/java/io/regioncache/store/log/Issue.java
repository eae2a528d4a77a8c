package io.regioncache.store.log;

/**
 * Where and when a record was issued.
 *
 * @param position the position it was given where it was issued
 * @param millis when it was issued; no promise depends on it
 * @param stamp the time of its stamp, in microseconds; 0 if it has none
 * @param trace the context of the trace that it is part of, as it was found; empty if it
 * has none
 */
public record Issue(Position position, long millis, long stamp, String trace) {

	/**
	 * Create an issue without a trace.
	 * @param position the position it was given where it was issued
	 * @param millis when it was issued
	 * @param stamp the time of its stamp, in microseconds; 0 if it has none
	 */
	public Issue(Position position, long millis, long stamp) {
		this(position, millis, stamp, TraceContext.NONE);
	}

	/**
	 * Create an issue without a stamp.
	 * @param position the position it was given where it was issued
	 * @param millis when it was issued
	 */
	public Issue(Position position, long millis) {
		this(position, millis, 0);
	}

}
