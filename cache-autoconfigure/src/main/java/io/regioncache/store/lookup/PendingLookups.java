package io.regioncache.store.lookup;

import java.util.concurrent.CompletableFuture;

/**
 * Lookups of several entries under way.
 */
public interface PendingLookups {

	/**
	 * Return what was found, in the order of the queries. If Redis hangs it does not
	 * complete before {@link #expire()}.
	 */
	CompletableFuture<Lookup[]> answer();

	/**
	 * Give up what was not answered in time, which completes the answer.
	 */
	void expire();

}
