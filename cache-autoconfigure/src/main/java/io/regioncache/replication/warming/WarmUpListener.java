package io.regioncache.replication.warming;

import java.time.Duration;

import io.regioncache.annotation.PublicApi;

/**
 * Is told how a region is warmed from a neighbor, by the process that copies.
 *
 * @since 0.1
 */
@PublicApi
public interface WarmUpListener {

	/**
	 * Entries have been copied, or were not.
	 * @param neighbor the region from which they come
	 * @param copied how many were copied
	 * @param refused how many were not: they were invalidated or expired, or home had a
	 * newer one
	 * @param bytes how many bytes the copied ones take in Redis, about
	 */
	default void copied(String neighbor, int copied, int refused, long bytes) {
	}

	/**
	 * A warm-up has ended.
	 * @param neighbor the region from which home was warmed
	 * @param took how long it took
	 */
	default void finished(String neighbor, Duration took) {
	}

}
