package io.regioncache.replication.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.regioncache.store.log.Cursor;
import io.regioncache.store.write.Revocations.RevokedPage;
import io.regioncache.store.log.VersionVector;
import org.jspecify.annotations.Nullable;

/**
 * A region's log and markers, as another region reads them. Any answer may fail, and none
 * counts before its connection has attached to the server.
 */
public interface SourceLog extends AutoCloseable {

	/**
	 * Read what follows a cursor: at once if there is something, else after a while.
	 * @param cursor the cursor, or {@code null} to be told the tail only
	 * @return the records
	 */
	CompletableFuture<LogPage> read(@Nullable Cursor cursor);

	/**
	 * Read what the region has applied.
	 * @return the positions
	 */
	CompletableFuture<VersionVector> positions();

	/**
	 * Read some of the markers. Every marker that exists from the first page to the last
	 * is on one of them, at a value it had in between.
	 * @param page which page, {@code "0"} for the first
	 * @param from the least number that matters
	 * @return the markers
	 */
	CompletableFuture<MarkerPage> markers(String page, long from);

	/**
	 * Read some of the revocations of web sessions. Each that exists from the first page
	 * to the last is on one of them.
	 * @param page which page, {@code "0"} for the first
	 * @return the revocations
	 */
	default CompletableFuture<RevokedPage> revoked(String page) {
		return CompletableFuture.completedFuture(new RevokedPage("", "0", List.of()));
	}

	/**
	 * Read the epoch and the floor, together.
	 * @return the floor
	 */
	CompletableFuture<Floor> floor();

	/**
	 * Read the end of the log, and what the region says of another.
	 * @param region the name of the other region
	 * @return what it says
	 */
	default CompletableFuture<Testimony> testimony(String region) {
		return CompletableFuture.failedFuture(new UnsupportedOperationException("This log tells of no region"));
	}

	/**
	 * Whether the server that is read was lately seen to be the one that the region's
	 * address leads to.
	 * @return {@code false} if it may be a former server, whose log nobody writes any
	 * more
	 */
	default boolean isConfirmed() {
		return true;
	}

	/**
	 * How long ago the region's address was last looked up and led to the server that is
	 * read, in nanoseconds.
	 */
	default long unconfirmedFor() {
		return 0;
	}

	/**
	 * How long ago the connection to the server that is read was opened, in nanoseconds.
	 * What a former server has answered says nothing about this one.
	 */
	default long connectedFor() {
		return Long.MAX_VALUE;
	}

	/**
	 * After how long without an answer one is overdue.
	 */
	default Duration patience() {
		return Duration.ofSeconds(2);
	}

	/**
	 * Stop reading.
	 */
	@Override
	default void close() {
	}

	/**
	 * The floor of a region.
	 *
	 * @param epoch the epoch at the same time
	 * @param number the floor
	 */
	record Floor(long epoch, long number) {

	}

}
