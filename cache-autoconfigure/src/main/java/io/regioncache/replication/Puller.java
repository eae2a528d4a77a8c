package io.regioncache.replication;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import io.regioncache.region.MonotonicClock;
import io.regioncache.replication.redis.ApplyResult;
import io.regioncache.replication.redis.ApplyResult.Failover;
import io.regioncache.replication.redis.ApplyResult.Outcome;
import io.regioncache.store.log.Cursor;
import io.regioncache.replication.redis.Inspected;
import io.regioncache.replication.redis.LogPage;
import io.regioncache.store.log.LogRecord;
import io.regioncache.store.log.RecordKind;
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

	/**
	 * A longer log is not read from its beginning.
	 */
	private static final int MOST_AT_MEETING = 10_000;

	private final String source;

	private final SourceLog log;

	private final Replica home;

	private final StateTransfer transfer;

	private final int most;

	private final Patience patience;

	private final EpochBudget budget;

	private final AtomicReference<@Nullable Cursor> cursor = new AtomicReference<>();

	private final AtomicBoolean cursorKnown = new AtomicBoolean();

	private final AtomicBoolean refused = new AtomicBoolean();

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
		return this.refused.get();
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
		this.refused.set(false);
		return cursor()
			.thenCompose((stored) -> this.log.read(stored).whenComplete((page, ex) -> this.refused.set(ex != null)))
			.thenCompose(this::advance)
			.whenComplete((round, ex) -> this.cursorKnown.compareAndSet(true, ex == null));
	}

	private CompletableFuture<@Nullable Cursor> cursor() {
		if (this.cursorKnown.get()) {
			return CompletableFuture.completedFuture(this.cursor.get());
		}
		return this.home.cursor(this.source).thenApply(this::moveTo);
	}

	private @Nullable Cursor moveTo(@Nullable Cursor cursor) {
		this.cursor.set(cursor);
		this.cursorKnown.set(true);
		return cursor;
	}

	private CompletableFuture<PullRound> advance(LogPage page) {
		Cursor from = this.cursor.get();
		Cursor tail = page.tail();
		if (from == null) {
			return meet(tail);
		}
		return (from.epoch() != tail.epoch() && page.origin().branch() < 0)
				? this.home.branches(this.source).thenCompose((branches) -> goOn(from, tail, branches))
				: goOn(from, from, page);
	}

	/**
	 * Read the log of a region that was added from its beginning, and the state of any
	 * other one.
	 */
	private CompletableFuture<PullRound> meet(Cursor tail) {
		if (tail.sequence() > MOST_AT_MEETING) {
			return transfer(tail);
		}
		Cursor begin = new Cursor(tail.epoch(), 0, 0);
		return this.home.meet(this.source, begin).thenCompose((met) -> met ? met(begin, tail) : transfer(tail));
	}

	private CompletableFuture<PullRound> met(Cursor begin, Cursor tail) {
		this.budget.meet();
		return nothing(Objects.requireNonNull(moveTo(begin)), tail);
	}

	/**
	 * Go on where the log of the source and the one that was read have parted: its server
	 * has fallen back to data from before its last epoch.
	 * @param branches where that may be
	 */
	private CompletableFuture<PullRound> goOn(Cursor from, Cursor tail, List<Cursor> branches) {
		if (branches.isEmpty()) {
			return transfer(tail);
		}
		Cursor branch = branches.get(0);
		return this.log.read(branch)
			.thenCompose((page) -> (page.origin().branch() >= 0) ? goOn(from, branch, page)
					: goOn(from, tail, branches.subList(1, branches.size())));
	}

	/**
	 * Take the records that follow.
	 * @param from the cursor
	 * @param place which they follow: the cursor, or where the log has parted from it
	 */
	private CompletableFuture<PullRound> goOn(Cursor from, Cursor place, LogPage page) {
		Cursor tail = page.tail();
		FollowingRecords following = FollowingRecords.of(place, page);
		if (following.records().isEmpty()) {
			return withoutRecords(from, page);
		}
		LogRecord first = following.records().get(0);
		return (first.kind() == RecordKind.TRANSFER) ? pass(first, from, tail, this.patience.pauses())
				: apply(from, tail, following);
	}

	private CompletableFuture<PullRound> withoutRecords(Cursor from, LogPage page) {
		Cursor tail = page.tail();
		if (from.epoch() == tail.epoch() && page.unreadable()) {
			return transfer(tail, Map.of(RecordRefusal.RECORD, 1));
		}
		return (from.epoch() == tail.epoch() && tail.sequence() == from.sequence()) ? level(from, tail)
				: transfer(tail);
	}

	private CompletableFuture<PullRound> level(Cursor from, Cursor tail) {
		this.budget.met();
		return nothing(from, tail);
	}

	private static CompletableFuture<PullRound> nothing(Cursor from, Cursor tail) {
		return CompletableFuture.completedFuture(new PullRound(tail, from, 0, 0));
	}

	private CompletableFuture<PullRound> apply(Cursor from, Cursor tail, FollowingRecords following) {
		List<LogRecord> whole = Steps.whole(following.records(), following.end(), this.most);
		if (!whole.isEmpty()) {
			return apply(from, tail, whole);
		}
		// The tail was read before the records
		return (tail.sequence() <= from.sequence()) ? nothing(from, tail) : transfer(tail);
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

	private CompletableFuture<PullRound> apply(Cursor from, Cursor tail, List<LogRecord> records) {
		Cursor to = records.get(records.size() - 1).cursor();
		Inspected inspected = this.home.inspect(Coalescing.lastOfEach(records));
		List<LogRecord> last = inspected.records();
		return arrive(last, true)
			.thenCompose((stored) -> this.home.apply(this.source, from, to, last, this.budget.left()))
			.thenCompose((result) -> (result.outcome() == Outcome.REFUSED)
					? transfer(tail, Map.of(RecordRefusal.POSITION, last.size()))
					: CompletableFuture.completedFuture(applied(from, tail, records, inspected, result)));
	}

	private PullRound applied(Cursor from, Cursor tail, List<LogRecord> records, Inspected inspected,
			ApplyResult result) {
		LogRecord last = records.get(records.size() - 1);
		if (result.isApplied()) {
			moveTo(last.cursor());
			arrive(inspected.records(), false);
		}
		else {
			this.cursorKnown.set(false);
		}
		return new PullRound(tail, result.isApplied() ? last.cursor() : from, result.isApplied() ? records.size() : 0,
				last.publishedMillis(), refused(result.isApplied() ? inspected.refused() : Map.of(), result),
				failover(result), null);
	}

	/**
	 * Entries are not kept if one epoch too many has marked everything, even if all other
	 * epochs would keep them.
	 */
	private static Failover failover(ApplyResult result) {
		return (result.overflowed() && result.failover() == Failover.KEPT) ? Failover.MARKED : result.failover();
	}

	private Map<RecordRefusal, Integer> refused(Map<RecordRefusal, Integer> because, ApplyResult result) {
		this.budget.spend(result.learned());
		Map<RecordRefusal, Integer> refused = new HashMap<>(because);
		if (result.overflowed()) {
			refused.put(RecordRefusal.EPOCH, 1);
		}
		return refused;
	}

	/**
	 * Have values stored. One that is lost on the way is loaded by whoever needs it. Not
	 * so where the last writer wins, or of web sessions: such values are stored before
	 * the cursor moves, and again if that fails; what was marked before or after them is
	 * told by their stamps, or judged when they are read.
	 */
	private CompletableFuture<Void> arrive(List<LogRecord> records, boolean stamped) {
		return CompletableFuture.allOf(records.stream()
			.map(LogRecord::value)
			.filter((value) -> value != null && (value.isStamped() || value.isWebSession()) == stamped)
			.map(this.home::arrive)
			.toArray(CompletableFuture[]::new));
	}

	private CompletableFuture<PullRound> transfer(Cursor tail) {
		return transfer(tail, Map.of());
	}

	private CompletableFuture<PullRound> transfer(Cursor tail, Map<RecordRefusal, Integer> because) {
		Cursor from = this.cursor.get();
		if (from == null) {
			this.budget.meet();
		}
		return this.transfer.run(from, this.budget.left()).thenApply((reached) -> {
			if (reached.cursor() == null) {
				this.cursorKnown.set(false);
			}
			else {
				moveTo(reached.cursor());
			}
			Map<RecordRefusal, Integer> refused = refused(because, reached.result());
			this.budget.met();
			return new PullRound(tail, reached.cursor(), 0, 0, refused, Failover.NONE,
					FloodingTransfer.of(from, reached));
		});
	}

}
