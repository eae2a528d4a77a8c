package io.regioncache.consistency;

import java.util.concurrent.CompletableFuture;

import io.regioncache.store.entry.Lease;

/**
 * A region that shows entries to callers, and can tell afterwards how far it had come.
 */
public interface ObservationSource {

	/**
	 * Return the positions that a region must have passed to show nothing older than what
	 * was shown here.
	 * @param upTo the epoch and the clock at which entries were shown
	 * @return the positions; exceptional if they cannot be told
	 */
	CompletableFuture<ConsistencyToken> shown(Lease upTo);

}
