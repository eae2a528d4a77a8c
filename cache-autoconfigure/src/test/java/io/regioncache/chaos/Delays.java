package io.regioncache.chaos;

import java.time.Duration;

/**
 * Lets time pass, but no longer than the chaos lasts.
 */
interface Delays {

	/**
	 * Wait.
	 * @param duration how long
	 * @return whether all of the time has passed
	 */
	boolean hold(Duration duration);

}
