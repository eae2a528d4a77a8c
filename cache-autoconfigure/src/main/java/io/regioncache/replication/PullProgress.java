package io.regioncache.replication;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.regioncache.region.MonotonicClock;
import io.regioncache.replication.redis.SourceLog;
import org.jspecify.annotations.Nullable;

/**
 * How the reading of one source goes: what its last answer has shown, and how often it
 * has failed since.
 */
final class PullProgress {

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

	private final SourceLog log;

	private final MonotonicClock clock;

	private volatile Answered answered;

	private volatile Failing failing = Failing.NOT;

	PullProgress(SourceLog log, MonotonicClock clock) {
		this.log = log;
		this.clock = clock;
		this.answered = new Answered(null, clock.nanos(), clock.nanos());
	}

	/**
	 * Whether the source has answered lately, or has not been asked for long. One that
	 * hangs is given longer than one that refuses to be connected to.
	 */
	boolean mayBeAlive() {
		long now = this.clock.nanos();
		Failing failing = this.failing;
		return now - this.answered.at < DEAD.toNanos()
				&& (failing.refusals < REFUSALS || now - failing.refusedSince < REFUSING.toNanos());
	}

	SourceState state() {
		Answered last = this.answered;
		PullRound round = last.round;
		long now = this.clock.nanos();
		// What happened since the last answer is not known, nor what another server knows
		long age = now - last.at;
		boolean level = round != null && round.behind() == 0 && age < UNSURE.toNanos() && age <= this.log.connectedFor()
				&& this.log.isConfirmed();
		return new SourceState((round != null) ? round.behind() : -1,
				level ? Duration.ZERO : Duration.ofNanos(now - last.levelAt), failure(age));
	}

	/**
	 * Why the last round failed; or that the present one has not been answered although
	 * it should have been.
	 */
	private @Nullable Throwable failure(long age) {
		Throwable failure = this.failing.failure;
		return (failure != null || age < this.log.patience().toNanos()) ? failure
				: new TimeoutException("No answer for %d ms".formatted(TimeUnit.NANOSECONDS.toMillis(age)));
	}

	/**
	 * Note that a round has succeeded.
	 * @return whether the one before had failed
	 */
	boolean succeeded(PullRound round) {
		boolean failed = this.failing.count > 0;
		this.failing = Failing.NOT;
		long now = this.clock.nanos();
		// A former server may have answered since
		boolean level = round.behind() == 0 && this.log.isConfirmed();
		this.answered = new Answered(round, now, level ? now - this.log.unconfirmedFor() : this.answered.levelAt);
		return failed;
	}

	/**
	 * Note that a round has failed.
	 * @param refused whether by the source
	 * @return how many had failed in a row before
	 */
	int failed(Throwable failure, boolean refused) {
		Failing before = this.failing;
		int refusals = refused ? before.refusals + 1 : 0;
		this.failing = new Failing(failure, before.count + 1, refusals,
				(refusals == 1) ? this.clock.nanos() : before.refusedSince);
		return before.count;
	}

	/**
	 * What the last answer has shown.
	 *
	 * @param round what it was used for; {@code null} if there was none so far
	 * @param at when it came
	 * @param levelAt when this region had all there was
	 */
	private record Answered(@Nullable PullRound round, long at, long levelAt) {

	}

	/**
	 * How the rounds since the last answer have failed.
	 *
	 * @param failure why the last one did, or {@code null} if none did
	 * @param count how many did
	 * @param refusals how many in a row the source itself has failed
	 * @param refusedSince since when it does
	 */
	private record Failing(@Nullable Throwable failure, int count, int refusals, long refusedSince) {

		static final Failing NOT = new Failing(null, 0, 0, 0);

	}

}
