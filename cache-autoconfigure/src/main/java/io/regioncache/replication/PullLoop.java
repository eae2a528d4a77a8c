package io.regioncache.replication;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.regioncache.region.Clocks;
import io.regioncache.region.WorkerFailures;
import io.regioncache.store.session.Failures;
import io.regioncache.replication.redis.SourceLog;
import io.regioncache.replication.redis.Testimony;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Pulls from one source, round after round, until it is closed.
 */
final class PullLoop {

	private static final Log logger = LogFactory.getLog(PullLoop.class);

	private static final long FIRST_PAUSE_MILLIS = 50;

	/**
	 * How long a log is left alone after a record that was refused: whoever forges them
	 * must not keep both regions busy.
	 */
	private static final long REFUSED_PAUSE_MILLIS = 100;

	private static final int MAX_DOUBLINGS = 4;

	private final String home;

	private final String source;

	private final SourceLog log;

	private final Puller puller;

	private final ScheduledExecutorService executor;

	private final Clocks clocks;

	private final ReplicationListener listener;

	private final WorkerFailures unexpected;

	private final AtomicBoolean closed = new AtomicBoolean();

	private final PullProgress progress;

	private final Runnable died;

	private final RefusalLog refused;

	/**
	 * Create a loop; it does nothing before {@link #start()}.
	 * @param unexpected is told what fails unexpectedly in the work for the home region
	 * @param died run when the source no longer counts as alive
	 */
	PullLoop(Puller puller, ScheduledExecutorService executor, Clocks clocks, ReplicationListener listener,
			WorkerFailures unexpected, Runnable died) {
		this.died = died;
		this.unexpected = unexpected;
		this.listener = listener;
		this.home = unexpected.region();
		this.source = puller.source();
		this.log = puller.log();
		this.puller = puller;
		this.executor = executor;
		this.clocks = clocks;
		this.refused = new RefusalLog(this.home, this.source, clocks.monotonic());
		this.progress = new PullProgress(this.log, clocks.monotonic());
	}

	void start() {
		this.executor.execute(this::round);
	}

	/**
	 * Return how the reading goes.
	 */
	PullProgress progress() {
		return this.progress;
	}

	/**
	 * Ask the source for the end of its log, and what it says of the home region.
	 * @return what it says; {@code null} if its server may be a former one
	 */
	CompletableFuture<@Nullable Testimony> testimony() {
		return this.log.testimony(this.home).thenApply((said) -> this.log.isConfirmed() ? said : null);
	}

	private void round() {
		if (this.closed.get()) {
			return;
		}
		next().whenCompleteAsync((round, ex) -> {
			Throwable failure = (ex == null) ? told(round) : ex;
			if (failure != null) {
				failed(failure);
			}
		}, this.executor);
	}

	private void goOn(PullRound round) {
		if (round.refused().isEmpty()) {
			round();
			return;
		}
		round.refused().forEach((refusal, records) -> this.listener.refused(this.source, refusal, records));
		this.refused.add(round.refused());
		this.executor.schedule(this::round, REFUSED_PAUSE_MILLIS, TimeUnit.MILLISECONDS);
	}

	private CompletableFuture<PullRound> next() {
		try {
			return this.puller.round();
		}
		catch (RuntimeException | Error ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/**
	 * Whoever is told may fail, which must not end the loop.
	 */
	private @Nullable Throwable told(PullRound round) {
		try {
			succeeded(round);
			goOn(round);
			return null;
		}
		catch (RuntimeException | Error ex) {
			return ex;
		}
	}

	private void succeeded(PullRound round) {
		if (this.progress.succeeded(round)) {
			logger.info("Region %s reads the log of %s again".formatted(this.home, this.source));
		}
		SourceFailovers.tell(this.home, this.source, round.failover(), this.listener);
		FloodingTransfer transferred = round.transferred();
		if (transferred != null) {
			transferred.tell(this.home, this.source, this.listener);
		}
		if (round.records() > 0) {
			this.listener.applied(this.source, round.records(),
					Duration.ofMillis(this.clocks.wall().millis() - round.publishedMillis()));
		}
	}

	private void failed(Throwable ex) {
		if (this.closed.get()) {
			return;
		}
		boolean alive = this.progress.mayBeAlive();
		int before = this.progress.failed(ex, this.puller.isRefused());
		tell(ex, before == 0);
		if (this.puller.isRefused() && alive && !this.progress.mayBeAlive()) {
			this.died.run();
		}
		retry(FIRST_PAUSE_MILLIS << Math.min(before, MAX_DOUBLINGS));
	}

	private void retry(long pause) {
		this.executor.schedule(this::round, pause / 2 + ThreadLocalRandom.current().nextLong(pause),
				TimeUnit.MILLISECONDS);
	}

	private void tell(Throwable ex, boolean first) {
		if (unwrapped(ex) instanceof Error error) {
			this.unexpected.failed("reading the log of " + this.source, error);
		}
		else if (first) {
			logger.warn("Region %s cannot read the log of %s; retrying: %s".formatted(this.home, this.source,
					Failures.describe(ex)));
		}
	}

	private static Throwable unwrapped(Throwable ex) {
		Throwable cause = ex.getCause();
		return (ex instanceof CompletionException && cause != null) ? cause : ex;
	}

	void close() {
		this.closed.set(true);
		this.log.close();
	}

}
