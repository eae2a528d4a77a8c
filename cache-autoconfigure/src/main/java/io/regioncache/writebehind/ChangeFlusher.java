package io.regioncache.writebehind;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;

import io.regioncache.region.MonotonicClock;
import io.regioncache.region.WorkerFailures;
import io.regioncache.store.connection.PeriodicWorker;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Writes the changes of one cache, on a thread of its own: those of all nodes, whichever
 * of them takes them first.
 */
final class ChangeFlusher {

	private static final Log logger = LogFactory.getLog(ChangeFlusher.class);

	private final ChangeQueue queue;

	private final Function<Predicate<PendingChange>, BatchRun> runs;

	private final MonotonicClock clock;

	private final PeriodicWorker worker;

	private final ReentrantLock turns = new ReentrantLock();

	private final Refusals refusals = new Refusals();

	private final DatabaseOutage outage;

	private volatile boolean closing;

	ChangeFlusher(ChangeQueue queue, Function<Predicate<PendingChange>, BatchRun> runs, MonotonicClock clock,
			WorkerFailures failures) {
		this.queue = queue;
		this.outage = new DatabaseOutage(queue);
		this.runs = runs;
		this.clock = clock;
		this.worker = new PeriodicWorker("region-cache-writer-" + queue.cache(), this::turn, this::pause, failures);
	}

	void start() {
		this.worker.start();
	}

	/**
	 * Return after how many milliseconds the next turn is taken.
	 */
	long pause() {
		return Math.max(this.queue.pace().halfMillis(), this.outage.retryMillis());
	}

	/**
	 * Write what is due.
	 */
	void turn() {
		this.turns.lock();
		try {
			while (!this.closing && flush(this.queue.pace().halfMillis()) == Turn.FULL) {
				// More than a batch is due
			}
		}
		finally {
			this.turns.unlock();
		}
	}

	/**
	 * Write one batch.
	 * @param dueMillis how old a change is when it is due
	 */
	private Turn flush(long dueMillis) {
		int most = this.queue.pace().batch();
		TakenChanges taken = this.queue.take(most, dueMillis);
		if (taken == null || taken.changes().isEmpty()) {
			return (taken == null) ? Turn.STUCK : Turn.NOTHING;
		}
		BatchRun run = write(taken);
		if (run.outage() != null) {
			return Turn.STUCK;
		}
		if (!run.refused().isEmpty()) {
			return Turn.REFUSED;
		}
		return (taken.changes().size() >= most) ? Turn.FULL : Turn.WRITTEN;
	}

	private BatchRun write(TakenChanges taken) {
		BatchRun run = this.runs.apply(this.refusals::has);
		run.write(taken.changes());
		if (!run.written().isEmpty()) {
			this.queue.written(run.written());
		}
		run.refused().forEach(this::refused);
		if (run.outage() == null) {
			this.refusals.retain(run.refused().keySet());
		}
		this.outage.note(run.outage());
		return run;
	}

	private void refused(PendingChange change, Exception failure) {
		this.queue.statistics().failed();
		if (this.refusals.count(change) >= this.queue.settings().attempts()) {
			this.queue.park(change, failure);
			this.refusals.remove(change);
		}
	}

	/**
	 * Write what is left, for a bounded time, and take nothing any more.
	 */
	void close() {
		this.closing = true;
		try {
			drain();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.worker.close();
		this.queue.leave();
	}

	private void drain() throws InterruptedException {
		Duration most = this.queue.settings().drainFor();
		long deadline = this.clock.nanos() + most.toNanos();
		if (this.turns.tryLock(most.toNanos(), TimeUnit.NANOSECONDS)) {
			try {
				drain(deadline);
			}
			finally {
				this.turns.unlock();
			}
		}
	}

	private void drain(long deadline) {
		Turn turn;
		do {
			turn = flush(0);
		}
		while (turn.mayGoOn() && this.clock.nanos() - deadline < 0);
		if (turn != Turn.NOTHING) {
			logger.warn(("Not all changes of cache '%s' were written before the end; %d keys had one. They stay in "
					+ "the region, for another node or the next start")
				.formatted(this.queue.cache(), this.queue.statistics().pending()));
		}
	}

	/**
	 * What has come of a batch.
	 */
	private enum Turn {

		/** There was nothing to write. */
		NOTHING,

		/** All was written, and more may be due. */
		FULL,

		/** All was written. */
		WRITTEN,

		/** Some was refused. */
		REFUSED,

		/** The region or the database does not answer. */
		STUCK;

		boolean mayGoOn() {
			return this != NOTHING && this != STUCK;
		}

	}

}
