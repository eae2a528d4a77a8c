package io.regioncache.replication;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

import io.regioncache.region.Clocks;
import io.regioncache.region.WorkerFailures;
import io.regioncache.replication.Puller.PullRound;
import io.regioncache.store.session.Failures;
import io.regioncache.replication.redis.RecordRefusal;
import io.regioncache.store.log.Cursor;
import io.regioncache.replication.redis.SourceLog;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Pulls from one source, round after round, until it is closed.
 */
final class PullLoop {

	private static final Log logger = LogFactory.getLog(PullLoop.class);

	private static final Duration UNSURE = Duration.ofSeconds(2);

	/**
	 * After how long without an answer a source counts as dead.
	 */
	private static final Duration DEAD = Duration.ofMillis(2500);

	/**
	 * After how many failures in a row, and how long, it counts as dead at once. It may
	 * be wrong: then records come by two ways for a while.
	 */
	private static final int REFUSALS = 3;

	private static final Duration REFUSING = Duration.ofMillis(150);

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

	private volatile boolean closed;

	private volatile long succeededAt;

	private volatile long levelAt;

	private volatile @Nullable PullRound last;

	private volatile @Nullable Throwable failure;

	private int failures;

	private volatile int refusals;

	private volatile long refusedSince;

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
		this.succeededAt = now();
		this.levelAt = this.succeededAt;
	}

	private long now() {
		return this.clocks.monotonic().nanos();
	}

	void start() {
		this.executor.execute(this::round);
	}

	/**
	 * Whether the source has answered lately, or has not been asked for long. One that
	 * hangs is given longer than one that refuses to be connected to.
	 */
	boolean mayBeAlive() {
		long now = now();
		return now - this.succeededAt < DEAD.toNanos()
				&& (this.refusals < REFUSALS || now - this.refusedSince < REFUSING.toNanos());
	}

	SourceState state() {
		PullRound round = this.last;
		long now = now();
		// What happened since the last answer is not known, nor what another server knows
		long answered = now - this.succeededAt;
		boolean level = round != null && round.behind() == 0 && answered < UNSURE.toNanos()
				&& answered <= this.log.connectedFor() && this.log.isConfirmed();
		return new SourceState((round != null) ? round.behind() : -1,
				level ? Duration.ZERO : Duration.ofNanos(now - this.levelAt), failure(answered));
	}

	/**
	 * Why the last round failed; or that the present one has not been answered although
	 * it should have been.
	 */
	private @Nullable Throwable failure(long answered) {
		Throwable failure = this.failure;
		return (failure != null || answered < this.log.patience().toNanos()) ? failure
				: new TimeoutException("No answer for %d ms".formatted(TimeUnit.NANOSECONDS.toMillis(answered)));
	}

	/**
	 * Return how far the source was read, if that is the end of its log.
	 */
	@Nullable Cursor level() {
		PullRound round = this.last;
		return (round != null && round.behind() == 0 && this.log.isConfirmed()) ? round.cursor() : null;
	}

	private void round() {
		if (this.closed) {
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
		if (this.failures > 0) {
			logger.info("Region %s reads the log of %s again".formatted(this.home, this.source));
		}
		this.failures = 0;
		this.refusals = 0;
		this.failure = null;
		this.last = round;
		this.succeededAt = now();
		if (round.behind() == 0 && this.log.isConfirmed()) {
			// A former server may have answered since
			this.levelAt = this.succeededAt - this.log.unconfirmedFor();
		}
		SourceFailovers.tell(this.home, this.source, round.failover(), this.listener);
		if (round.records() > 0) {
			this.listener.applied(this.source, round.records(),
					Duration.ofMillis(this.clocks.wall().millis() - round.publishedMillis()));
		}
	}

	private void failed(Throwable ex) {
		this.failure = ex;
		if (this.closed) {
			return;
		}
		if (unwrapped(ex) instanceof Error error) {
			this.unexpected.failed("reading the log of " + this.source, error);
		}
		else if (this.failures == 0) {
			logger.warn("Region %s cannot read the log of %s; retrying: %s".formatted(this.home, this.source,
					Failures.describe(ex)));
		}
		refused();
		long pause = FIRST_PAUSE_MILLIS << Math.min(this.failures++, MAX_DOUBLINGS);
		this.executor.schedule(this::round, pause / 2 + ThreadLocalRandom.current().nextLong(pause),
				TimeUnit.MILLISECONDS);
	}

	private void refused() {
		boolean alive = mayBeAlive();
		if (!this.puller.isRefused()) {
			this.refusals = 0;
			return;
		}
		if (this.refusals == 0) {
			this.refusedSince = now();
		}
		this.refusals = this.refusals + 1;
		if (alive && !mayBeAlive()) {
			this.died.run();
		}
	}

	private static Throwable unwrapped(Throwable ex) {
		Throwable cause = ex.getCause();
		return (ex instanceof CompletionException && cause != null) ? cause : ex;
	}

	void close() {
		this.closed = true;
		this.log.close();
	}

}
