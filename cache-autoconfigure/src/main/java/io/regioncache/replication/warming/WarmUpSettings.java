package io.regioncache.replication.warming;

import java.time.Duration;

/**
 * How a region is warmed.
 *
 * @param bytesPerSecond how many bytes are read from a neighbor in a second, at most
 * @param timeout how long an answer of a server is waited for
 * @param mostRemembered of how many entries it is remembered how much they are used
 */
public record WarmUpSettings(long bytesPerSecond, Duration timeout, int mostRemembered) {

	private static final int MOST_REMEMBERED = 100_000;

	public WarmUpSettings(long bytesPerSecond, Duration timeout) {
		this(bytesPerSecond, timeout, MOST_REMEMBERED);
	}

}
