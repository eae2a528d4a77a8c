package io.regioncache.replication.redis;

import java.time.Duration;

/**
 * How a region reads the log of another.
 *
 * @param reader the name of the region that reads
 * @param timeout how long an answer is waited for
 * @param heartbeat how often the log is read though nothing is published
 */
public record SourceReading(String reader, Duration timeout, Duration heartbeat) {

}
