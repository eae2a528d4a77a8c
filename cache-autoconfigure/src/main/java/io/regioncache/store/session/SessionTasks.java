package io.regioncache.store.session;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.regioncache.store.entry.Lease;
import io.regioncache.store.log.MarkerWrite;
import io.regioncache.store.log.Position;

/**
 * What is done over the session of a region, besides keeping it.
 */
public interface SessionTasks {

	/**
	 * Called with each new session before anybody uses it.
	 */
	void opened(Session session);

	/**
	 * End the holds that have lapsed.
	 */
	CompletableFuture<?> settleHolds(Session session);

	/**
	 * Mark what could not be marked before.
	 * @param marks all of one mode, and either all with a stamp or none; no more of them
	 * than one step marks
	 */
	CompletableFuture<Marked> mark(Session session, List<MarkerWrite> marks);

	/**
	 * What was marked.
	 *
	 * @param lease the epoch, and the clock that was written as marker
	 * @param position the position of the last of its records
	 * @param sequence of that record in the log
	 */
	record Marked(Lease lease, Position position, long sequence) {
	}

}
