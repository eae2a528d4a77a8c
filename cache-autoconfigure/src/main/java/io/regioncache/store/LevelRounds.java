package io.regioncache.store;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.regioncache.region.MonotonicClock;
import io.regioncache.store.connection.Delays;
import org.jspecify.annotations.Nullable;

/**
 * When to ask how level regions are: at regular intervals, for all reads of this process
 * together, while any read wants to know.
 */
final class LevelRounds implements AutoCloseable {

	/**
	 * For how long regions are asked after the last read that wanted to know.
	 */
	private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

	/**
	 * How many questions are asked within the shortest bound.
	 */
	private static final int QUESTIONS_PER_BOUND = 8;

	private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

	/**
	 * After how long home is asked again that is still behind.
	 */
	private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	private final AtomicReference<@Nullable Run> current = new AtomicReference<>();

	private final AtomicLong pause = new AtomicLong(LONGEST_PAUSE_NANOS);

	private final AtomicBoolean closed = new AtomicBoolean();

	private final MonotonicClock clock;

	private final Supplier<CompletableFuture<?>> askAll;

	private final Supplier<CompletableFuture<Boolean>> askHome;

	/**
	 * Create the rounds; nothing is asked before somebody wants to know.
	 * @param askAll asks all
	 * @param askHome asks home once more, and tells whether it is level with all by now
	 */
	LevelRounds(MonotonicClock clock, Supplier<CompletableFuture<?>> askAll,
			Supplier<CompletableFuture<Boolean>> askHome) {
		this.clock = clock;
		this.askAll = askAll;
		this.askHome = askHome;
	}

	/**
	 * Note that a read wants to know.
	 * @param now the time, in nanoseconds
	 * @param bound how far behind home may be for it
	 * @param connected connects to all where that has not been tried yet
	 * @return completes when something is known
	 */
	CompletableFuture<Void> wanted(long now, long bound, Supplier<CompletableFuture<Void>> connected) {
		long pause = bound / QUESTIONS_PER_BOUND;
		if (pause < this.pause.get()) {
			this.pause.accumulateAndGet(pause, Math::min);
		}
		Run run = this.current.get();
		if (run != null) {
			run.wanted(now);
			return run.known;
		}
		return begin(new Run(now), connected);
	}

	private CompletableFuture<Void> begin(Run run, Supplier<CompletableFuture<Void>> connected) {
		Run before = this.current.compareAndExchange(null, run);
		if (before != null) {
			return before.known;
		}
		connected.get().whenComplete((done, ex) -> round(run));
		return run.known;
	}

	private void round(Run run) {
		long now = this.clock.nanos();
		if (this.closed.get() || now - run.wantedAt.get() > IDLE_NANOS) {
			run.known.complete(null);
			this.current.compareAndSet(run, null);
			return;
		}
		long until = now + this.pause.get();
		this.askAll.get().thenCompose((asked) -> catchUp(until)).whenComplete((level, ex) -> run.known.complete(null));
		Delays.ofNanos(this.pause.get()).thenRun(() -> round(run));
	}

	private CompletableFuture<Boolean> catchUp(long until) {
		return this.askHome.get()
			.thenCompose(
					(level) -> (level || this.clock.nanos() - until >= 0) ? CompletableFuture.completedFuture(level)
							: Delays.ofNanos(RETRY_NANOS).thenCompose((passed) -> catchUp(until)));
	}

	@Override
	public void close() {
		this.closed.set(true);
	}

	/**
	 * Rounds without an end between them.
	 */
	private static final class Run {

		private final CompletableFuture<Void> known = new CompletableFuture<>();

		private final AtomicLong wantedAt;

		Run(long now) {
			this.wantedAt = new AtomicLong(now);
		}

		void wanted(long now) {
			if (now - this.wantedAt.get() > LONGEST_PAUSE_NANOS) {
				this.wantedAt.set(now);
			}
		}

	}

}
