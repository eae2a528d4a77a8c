package io.regioncache.replication.redis;

import java.time.Duration;

import io.regioncache.store.session.EpochBeginning;

/**
 * How a region reads the log of another.
 *
 * @param reader the name of the region that reads
 * @param timeout how long an answer is waited for
 * @param heartbeat how often the log is read though nothing is published
 * @param beginning what a source is told that has no epoch
 */
public record SourceReading(String reader, Duration timeout, Duration heartbeat, EpochBeginning beginning) {

	/**
	 * Create a reading of a source in which writers need not register.
	 * @param reader the name of the region that reads
	 * @param timeout how long an answer is waited for
	 * @param heartbeat how often the log is read though nothing is published
	 */
	public SourceReading(String reader, Duration timeout, Duration heartbeat) {
		this(reader, timeout, heartbeat, EpochBeginning.PLAIN);
	}

}
