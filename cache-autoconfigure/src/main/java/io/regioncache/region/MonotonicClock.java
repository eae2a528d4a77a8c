package io.regioncache.region;

/**
 * A clock that is never set: only the difference of two readings means something.
 */
@FunctionalInterface
public interface MonotonicClock {

	/**
	 * The clock of this process.
	 */
	MonotonicClock SYSTEM = System::nanoTime;

	/**
	 * Return the time.
	 * @return the time in nanoseconds since some moment in the past or in the future
	 */
	long nanos();

}
