package io.regioncache.replication;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.regioncache.region.MonotonicClock;
import io.regioncache.replication.redis.ApplyResult;
import io.regioncache.replication.redis.ApplyResult.Failover;
import io.regioncache.replication.redis.ApplyResult.Outcome;
import io.regioncache.store.log.Cursor;
import io.regioncache.replication.redis.Inspected;
import io.regioncache.replication.redis.LogPage;
import io.regioncache.store.log.LogRecord;
import io.regioncache.store.log.LogRecord.RecordKind;
import io.regioncache.replication.redis.RecordRefusal;
import io.regioncache.replication.redis.Replica;
import io.regioncache.replication.redis.SourceLog;
import org.jspecify.annotations.Nullable;

/**
 * Brings what one source has invalidated to the home region, a page of its log at a time.
 * <p>
 * The log is trusted for its sequence only: records count as long as each follows the
 * last one read, in the same epoch. Where one is missing, or the epoch is another, or
 * there is no cursor, the source's state is read instead. Records and cursor are stored
 * in one step, so a puller may die anywhere, and two of them are harmless.
 */
public final class Puller {

	private final String source;

	private final SourceLog log;

	private final Replica home;

	private final StateTransfer transfer;

	private final int most;

	private final Patience patience;

	private final EpochBudget budget;

	private @Nullable Cursor cursor;

	private boolean cursorKnown;

	private volatile boolean refused;

	/**
	 * Create a puller.
	 * @param source the name of the source
	 * @param log the log of the source
	 * @param home the region that applies it
	 */
	public Puller(String source, SourceLog log, Replica home) {
		this(source, log, home, Steps.MOST, Patience.REAL, MonotonicClock.SYSTEM);
	}

	Puller(String source, SourceLog log, Replica home, int most, Patience patience, MonotonicClock clock) {
		this.budget = new EpochBudget(clock);
		this.most = most;
		this.patience = patience;
		this.source = source;
		this.log = log;
		this.home = home;
		this.transfer = new StateTransfer(source, log, home);
	}

	/**
	 * Return the name of the source.
	 */
	String source() {
		return this.source;
	}

	/**
	 * Whether the source itself, not this region, has failed the last round.
	 */
	boolean isRefused() {
		return this.refused;
	}

	/**
	 * Return the log of the source.
	 */
	SourceLog log() {
		return this.log;
	}

	/**
	 * Read and apply one page, or do a state transfer. Rounds of one puller must not
	 * overlap.
	 * @return what was done; fails if either region did not answer, after which the next
	 * round begins with the stored cursor
	 */
	public CompletableFuture<PullRound> round() {
		this.refused = false;
		return cursor()
			.thenCompose((stored) -> this.log.read(stored).whenComplete((page, ex) -> this.refused = ex != null))
			.thenCompose(this::advance)
			.whenComplete((round, ex) -> this.cursorKnown &= ex == null);
	}

	private CompletableFuture<@Nullable Cursor> cursor() {
		if (this.cursorKnown) {
			return CompletableFuture.completedFuture(this.cursor);
		}
		return this.home.cursor(this.source).thenApply(this::moveTo);
	}

	private @Nullable Cursor moveTo(@Nullable Cursor cursor) {
		this.cursor = cursor;
		this.cursorKnown = true;
		return cursor;
	}

	private CompletableFuture<PullRound> advance(LogPage page) {
		Cursor from = this.cursor;
		Cursor tail = page.tail();
		if (from == null || from.epoch() != tail.epoch() && page.origin().branch() < 0) {
			return transfer(tail);
		}
		List<LogRecord> records = following(from, page);
		if (records.isEmpty() && from.epoch() != tail.epoch()) {
			return transfer(tail);
		}
		if (records.isEmpty()) {
			if (page.unreadable()) {
				return transfer(tail, Map.of(RecordRefusal.RECORD, 1));
			}
			return (tail.sequence() == from.sequence())
					? CompletableFuture.completedFuture(new PullRound(tail, from, 0, 0)) : transfer(tail);
		}
		LogRecord first = records.get(0);
		if (first.kind() == RecordKind.TRANSFER) {
			return pass(first, from, tail, this.patience.pauses());
		}
		List<LogRecord> whole = Steps.whole(records, endOf(records, page), this.most);
		if (whole.isEmpty()) {
			// The tail was read before the records
			return (tail.sequence() <= from.sequence())
					? CompletableFuture.completedFuture(new PullRound(tail, from, 0, 0)) : transfer(tail);
		}
		return apply(from, tail, whole);
	}

	/**
	 * Pass the record of a transfer. What its region knew of others mostly is on its way
	 * here as well: to transfer at once, and leave a record of that, would go round in
	 * circles for as long as anybody invalidates.
	 */
	private CompletableFuture<PullRound> pass(LogRecord transfer, Cursor from, Cursor tail, int pauses) {
		return this.home.known(transfer.positions()).thenCompose((known) -> {
			if (!transfer.positions().isAheadOf(known)) {
				return apply(from, tail, List.of(transfer));
			}
			return (pauses == 0) ? transfer(tail)
					: this.patience.pause().get().thenCompose((over) -> pass(transfer, from, tail, pauses - 1));
		});
	}

	/**
	 * The records that follow a cursor without a gap, all of one epoch: that of the
	 * cursor or, where nothing of that is left, the one that branches off it. What was
	 * read beyond the branch is not part of the log any more.
	 */
	private static List<LogRecord> following(Cursor cursor, LogPage page) {
		List<LogRecord> following = new ArrayList<>();
		long branch = page.origin().branch();
		long from = (branch < 0) ? cursor.sequence() : Math.min(cursor.sequence(), branch);
		long epoch = cursor.epoch();
		for (LogRecord record : page.records()) {
			if (following.isEmpty() && branch >= 0 && from == branch && record.kind() == RecordKind.BEGUN) {
				epoch = record.at().epoch();
			}
			if (record.at().epoch() != epoch || record.at().sequence() != from + following.size() + 1) {
				break;
			}
			following.add(record);
		}
		return following;
	}

	/**
	 * Where the log ended that records of a page are part of. That of an epoch ends where
	 * the next one begins: its server has done its last step wholly.
	 */
	private static Cursor endOf(List<LogRecord> records, LogPage page) {
		boolean isOver = page.records().size() > records.size()
				&& page.records().get(records.size()).kind() == RecordKind.BEGUN;
		return isOver ? records.get(records.size() - 1).cursor() : page.tail();
	}

	private CompletableFuture<PullRound> apply(Cursor from, Cursor tail, List<LogRecord> records) {
		Cursor to = records.get(records.size() - 1).cursor();
		Inspected inspected = this.home.inspect(Coalescing.lastOfEach(records));
		List<LogRecord> last = inspected.records();
		return arrive(last, true)
			.thenCompose((stored) -> this.home.apply(this.source, from, to, last, this.budget.left()))
			.thenCompose((result) -> {
				if (result.outcome() == Outcome.REFUSED) {
					return transfer(tail, Map.of(RecordRefusal.POSITION, last.size()));
				}
				if (result.isApplied()) {
					moveTo(to);
					arrive(last, false);
				}
				else {
					this.cursorKnown = false;
				}
				return CompletableFuture.completedFuture(new PullRound(tail, result.isApplied() ? to : from,
						result.isApplied() ? records.size() : 0, records.get(records.size() - 1).publishedMillis(),
						refused(inspected, result), result.failover()));
			});
	}

	private Map<RecordRefusal, Integer> refused(Inspected inspected, ApplyResult result) {
		this.budget.spend(result.learned());
		Map<RecordRefusal, Integer> refused = new HashMap<>(result.isApplied() ? inspected.refused() : Map.of());
		if (result.overflowed()) {
			refused.put(RecordRefusal.EPOCH, 1);
		}
		return refused;
	}

	/**
	 * Have values stored. One that is lost on the way is loaded by whoever needs it. Not
	 * so where the last writer wins: such values are stored before the cursor moves, and
	 * again if that fails; what was marked before or after them is told by their stamps.
	 */
	private CompletableFuture<Void> arrive(List<LogRecord> records, boolean stamped) {
		return CompletableFuture.allOf(records.stream()
			.map(LogRecord::value)
			.filter((value) -> value != null && value.isStamped() == stamped)
			.map(this.home::arrive)
			.toArray(CompletableFuture[]::new));
	}

	private CompletableFuture<PullRound> transfer(Cursor tail) {
		return transfer(tail, Map.of());
	}

	private CompletableFuture<PullRound> transfer(Cursor tail, Map<RecordRefusal, Integer> because) {
		int most = (this.cursor == null) ? EpochBudget.FIRST_MEETING : this.budget.left();
		return this.transfer.run(this.cursor, most).thenApply((reached) -> {
			if (reached.cursor() == null) {
				this.cursorKnown = false;
			}
			else {
				moveTo(reached.cursor());
			}
			this.budget.spend(reached.result().learned());
			Map<RecordRefusal, Integer> refused = new HashMap<>(because);
			if (reached.result().overflowed()) {
				refused.put(RecordRefusal.EPOCH, 1);
			}
			return new PullRound(tail, reached.cursor(), 0, 0, refused, Failover.NONE);
		});
	}

	/**
	 * What one round has done.
	 *
	 * @param tail where the source's log ended
	 * @param cursor how far this region has got; {@code null} if it does not know
	 * @param records how many records were passed
	 * @param publishedMillis when the last of them was published, by the wall clock of
	 * its origin
	 * @param refused how many records were not taken as they were, and why
	 * @param failover what an epoch that the source has begun makes of the entries here
	 */
	public record PullRound(Cursor tail, @Nullable Cursor cursor, int records, long publishedMillis,
			Map<RecordRefusal, Integer> refused, Failover failover) {

		public PullRound {
			refused = Map.copyOf(refused);
		}

		PullRound(Cursor tail, @Nullable Cursor cursor, int records, long publishedMillis) {
			this(tail, cursor, records, publishedMillis, Map.of(), Failover.NONE);
		}

		/**
		 * Return how many records are known to wait.
		 * @return the number; -1 if a state transfer is due
		 */
		public long behind() {
			return (this.cursor == null || this.cursor.epoch() != this.tail.epoch()) ? -1
					: Math.max(0, this.tail.sequence() - this.cursor.sequence());
		}

	}

}
