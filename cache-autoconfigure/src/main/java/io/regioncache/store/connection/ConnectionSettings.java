package io.regioncache.store.connection;

import java.time.Duration;

import io.regioncache.region.MonotonicClock;

/**
 * How a region's Redis is connected to.
 *
 * @param timeout how long an answer of Redis is waited for
 * @param firstAttemptWait how long the first callers wait for a connection
 * @param addressCheckInterval how often the region's address is looked up, over a fresh
 * connection, to find out whether it still leads to the connected server; a server that
 * is not confirmed for twice as long is not trusted
 * @param clock tells how long servers are silent
 */
public record ConnectionSettings(Duration timeout, Duration firstAttemptWait, Duration addressCheckInterval,
		MonotonicClock clock) {

	/**
	 * How often an address is looked up unless set otherwise.
	 */
	public static final Duration ADDRESS_CHECK_INTERVAL = Duration.ofSeconds(15);

	/**
	 * Create settings with the clock of this process.
	 * @param timeout how long an answer of Redis is waited for
	 * @param firstAttemptWait how long the first callers wait for a connection
	 */
	public ConnectionSettings(Duration timeout, Duration firstAttemptWait) {
		this(timeout, firstAttemptWait, ADDRESS_CHECK_INTERVAL, MonotonicClock.SYSTEM);
	}

	/**
	 * Return these settings with another interval.
	 * @param interval how often the address is looked up
	 * @return the settings
	 */
	public ConnectionSettings checkingAddressEvery(Duration interval) {
		return new ConnectionSettings(this.timeout, this.firstAttemptWait, interval, this.clock);
	}

}
