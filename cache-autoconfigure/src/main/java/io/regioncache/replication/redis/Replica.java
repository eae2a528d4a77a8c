package io.regioncache.replication.redis;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.regioncache.store.log.Cursor;
import io.regioncache.store.log.LogRecord;
import io.regioncache.store.log.RecordKind;
import io.regioncache.store.log.ShippedValue;
import io.regioncache.store.log.VersionVector;
import org.jspecify.annotations.Nullable;

/**
 * A region that applies the invalidations of others. Each method that writes does so in
 * one atomic step, if the cursor of the source still is what the caller takes it for.
 */
public interface Replica {

	/**
	 * Read the cursor of a source.
	 * @param source the name of the source
	 * @return the cursor; holds {@code null} if there is none
	 */
	CompletableFuture<@Nullable Cursor> cursor(String source);

	/**
	 * Read where the log of a source has branched off its former ones, as this region has
	 * read it: there both may go on, if the source falls back.
	 * @param source the name of the source
	 * @return the ends of its former logs, the last first
	 */
	default CompletableFuture<List<Cursor>> branches(String source) {
		return CompletableFuture.completedFuture(List.of());
	}

	/**
	 * Read the log of a source from its beginning, if nothing was ever read of that
	 * region: as of one that was added.
	 * @param source the name of the source
	 * @param begin the cursor before its first record
	 * @return whether that is so; if not, nothing was written
	 */
	default CompletableFuture<Boolean> meet(String source, Cursor begin) {
		return CompletableFuture.completedFuture(false);
	}

	/**
	 * Read what this region has applied of some epochs.
	 * @param epochs names the epochs
	 * @return the positions; none of an epoch that this region does not know
	 */
	CompletableFuture<VersionVector> known(VersionVector epochs);

	/**
	 * Look at records before anything of them is written.
	 * @param records the records
	 * @return what to apply
	 */
	default Inspected inspect(List<LogRecord> records) {
		return new Inspected(records, Map.of());
	}

	/**
	 * Apply records and move the cursor past them. A record that was already applied, by
	 * whatever way it came, is passed over, unless it is the source's own: others may
	 * have claimed that position for something else. One of an unknown epoch marks
	 * everything.
	 * @param source the name of the source
	 * @param from the cursor as the caller knows it
	 * @param to the cursor after the records
	 * @param records the records, without any {@link RecordKind#TRANSFER}
	 * @param mostEpochs how many epochs this region may get to know by it; records of
	 * others mark everything
	 * @return what became of it
	 */
	CompletableFuture<ApplyResult> apply(String source, Cursor from, Cursor to, List<LogRecord> records,
			int mostEpochs);

	/**
	 * Store a value of another region, if nothing is marked here that covers it and that
	 * its origin had not applied before the load. To be called after its record was
	 * applied.
	 * @param value the value
	 * @return whether it was stored
	 */
	CompletableFuture<Boolean> arrive(ShippedValue value);

	/**
	 * Merge revocations of web sessions with those that this region knows. To be called
	 * before a state transfer ends: its tail was read before them.
	 * @param revocations the revocations, as fields to mark
	 * @return completes when they are known
	 */
	default CompletableFuture<?> revoke(List<String> revocations) {
		return CompletableFuture.completedFuture(null);
	}

	/**
	 * Have a state transfer observed that has just begun.
	 * @param source the name of the source
	 * @param result holds what becomes of it at its end
	 */
	default void transferring(String source, CompletableFuture<ApplyResult> result) {
	}

	/**
	 * End a state transfer: count what the source has applied as applied, mark what it
	 * has marked, or everything if that is asked for or an epoch is unknown, leave a
	 * record and move the cursor.
	 * @param source the name of the source
	 * @param from the cursor as the caller knows it
	 * @param to the tail from which to go on
	 * @param state what the transfer brings
	 * @param mostEpochs how many epochs this region may get to know by it
	 * @return what became of it
	 */
	CompletableFuture<ApplyResult> finish(String source, @Nullable Cursor from, Cursor to, TransferredState state,
			int mostEpochs);

}
