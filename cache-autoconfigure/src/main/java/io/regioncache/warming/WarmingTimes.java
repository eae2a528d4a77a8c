package io.regioncache.warming;

import java.time.Duration;

/**
 * When a process asks whether it is to warm a cache.
 *
 * @param lease after how long a process that has died is replaced
 * @param pause how often those ask that wait
 */
record WarmingTimes(Duration lease, Duration pause) {

	static final WarmingTimes DEFAULTS = new WarmingTimes(Duration.ofSeconds(15), Duration.ofSeconds(1));

	/**
	 * How often the lease is renewed: early enough for two attempts that fail.
	 */
	Duration renewal() {
		return this.lease.dividedBy(4);
	}

}
