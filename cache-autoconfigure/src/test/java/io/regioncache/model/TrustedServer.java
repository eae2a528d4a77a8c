package io.regioncache.model;

import java.util.Set;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

/**
 * One process that reads a primary. It is paused, its replica is promoted and written to,
 * and it answers again as if nothing had happened.
 *
 * @param paused whether the former primary is paused
 * @param pausedFor for how long it has been, in units of half of what a process trusts a
 * silent server for
 * @param promoted whether the address leads to its replica
 * @param written whether something was invalidated there
 * @param stage how far the process has come
 * @param former whether it is connected to the former primary, or about to be
 * @param asked whether it waits for an answer of its server
 * @param answered whether the server has given that answer
 * @param askedFor how long ago it has asked
 * @param silentFor how long ago it has asked what was answered last, on this connection
 * @param lapsed whether it has once not been answered for too long, on this connection
 * @param seen where the address has led when it was looked up to confirm the server, 0 if
 * it was not, 1 to the former primary, 2 to its successor
 * @param units how much time may still pass
 * @param pauses how often the former primary may still be paused
 */
record TrustedServer(boolean paused, int pausedFor, boolean promoted, boolean written, Stage stage, boolean former,
		boolean asked, boolean answered, int askedFor, int silentFor, boolean lapsed, int seen, int units, int pauses) {

	private static final int MAX_SILENCE = 2;

	private static final TrustedServer START = new TrustedServer(false, 0, false, false, Stage.CONFIRMED, true, false,
			false, 0, 0, false, 0, 7, 2);

	static Model<TrustedServer> model(Set<Rule> broken) {
		return Model.of(START, (state, next) -> state.steps(broken, next))
			.always(TrustedServer::wrong)
			.reaches("the successor is trusted", (state) -> !state.former && state.isTrusted() && state.written)
			.reaches("the former primary is trusted again",
					(state) -> state.former && state.isTrusted() && !state.paused && state.pauses < 2);
	}

	private boolean isTrusted() {
		return this.stage == Stage.CONFIRMED && !this.lapsed && this.silentFor < MAX_SILENCE;
	}

	private @Nullable String wrong() {
		return (isTrusted() && this.former && !this.paused && this.written) ? "a former primary is read" : null;
	}

	private void steps(Set<Rule> broken, BiConsumer<String, TrustedServer> next) {
		if (this.units > 0) {
			next.accept("time passes", timePasses());
		}
		if (!this.paused && this.pauses > 0 && !this.promoted) {
			next.accept("the primary is paused", pause());
		}
		int soonest = broken.contains(Rule.PROMOTED_NO_SOONER_THAN_TRUST_LAPSES) ? MAX_SILENCE - 1 : MAX_SILENCE;
		if (this.paused && this.pausedFor >= soonest && !this.promoted) {
			next.accept("its replica is promoted", promote());
		}
		if (this.promoted && !this.written) {
			next.accept("another process invalidates", write());
		}
		if (this.paused) {
			next.accept("the former primary answers again", resume());
		}
		process(broken, next);
	}

	private void process(Set<Rule> broken, BiConsumer<String, TrustedServer> next) {
		boolean answers = !this.former || !this.paused;
		if (this.asked && !this.answered && answers) {
			next.accept("the server executes a heartbeat", execute());
		}
		if (this.answered) {
			next.accept("its answer arrives", hear(broken));
		}
		if (this.stage == Stage.CONFIRMED && !this.asked && this.silentFor > 0 && mayBeAsked(broken)) {
			next.accept("the process sends a heartbeat", ask());
		}
		if (this.stage != Stage.LOOKED_UP && this.lapsed) {
			next.accept("the process looks up the address", lookUp());
		}
		if (this.stage == Stage.LOOKED_UP && !this.asked) {
			next.accept("the process connects", ask());
		}
		boolean mayConfirm = this.stage == Stage.ATTACHED
				|| (this.stage == Stage.LOOKED_UP && broken.contains(Rule.CONFIRMED_BY_A_LATER_LOOKUP));
		if (mayConfirm && this.seen == 0) {
			next.accept("the process looks up the address once more", see());
		}
		if (this.stage == Stage.ATTACHED && this.seen > 0) {
			next.accept("it compares", compare());
		}
	}

	private boolean mayBeAsked(Set<Rule> broken) {
		return !this.lapsed || broken.contains(Rule.LAPSED_TRUST_NEVER_COMES_BACK);
	}

	private TrustedServer timePasses() {
		int silent = Math.min(MAX_SILENCE, this.silentFor + 1);
		return new TrustedServer(this.paused, this.paused ? Math.min(MAX_SILENCE, this.pausedFor + 1) : 0,
				this.promoted, this.written, this.stage, this.former, this.asked, this.answered,
				Math.min(MAX_SILENCE, this.askedFor + (this.asked ? 1 : 0)), silent,
				this.lapsed || silent >= MAX_SILENCE, this.seen, this.units - 1, this.pauses);
	}

	private TrustedServer pause() {
		return new TrustedServer(true, 0, this.promoted, this.written, this.stage, this.former, this.asked,
				this.answered, this.askedFor, this.silentFor, this.lapsed, this.seen, this.units, this.pauses - 1);
	}

	private TrustedServer resume() {
		return new TrustedServer(false, 0, this.promoted, this.written, this.stage, this.former, this.asked,
				this.answered, this.askedFor, this.silentFor, this.lapsed, this.seen, this.units, this.pauses);
	}

	private TrustedServer promote() {
		return new TrustedServer(this.paused, this.pausedFor, true, this.written, this.stage, this.former, this.asked,
				this.answered, this.askedFor, this.silentFor, this.lapsed, this.seen, this.units, this.pauses);
	}

	private TrustedServer write() {
		return new TrustedServer(this.paused, this.pausedFor, this.promoted, true, this.stage, this.former, this.asked,
				this.answered, this.askedFor, this.silentFor, this.lapsed, this.seen, this.units, this.pauses);
	}

	private TrustedServer process(Stage stage, boolean former, boolean asked, boolean answered, int askedFor,
			int silentFor, boolean lapsed, int seen) {
		return new TrustedServer(this.paused, this.pausedFor, this.promoted, this.written, stage, former, asked,
				answered, askedFor, silentFor, lapsed, seen, this.units, this.pauses);
	}

	private TrustedServer ask() {
		return process(this.stage, this.former, true, false, 0, this.silentFor, this.lapsed, this.seen);
	}

	private TrustedServer execute() {
		return process(this.stage, this.former, true, true, this.askedFor, this.silentFor, this.lapsed, this.seen);
	}

	/**
	 * A connection begins with an answer, and what it was told before that counts for
	 * nothing.
	 */
	private TrustedServer hear(Set<Rule> broken) {
		int age = broken.contains(Rule.AGE_COUNTS_FROM_SENDING) ? 0 : this.askedFor;
		if (this.stage == Stage.LOOKED_UP) {
			Stage stage = broken.contains(Rule.CONFIRMED_BEFORE_IT_IS_TRUSTED) ? Stage.CONFIRMED : Stage.ATTACHED;
			return process(stage, this.former, false, false, 0, age, age >= MAX_SILENCE, this.seen);
		}
		boolean lapsed = this.lapsed && !broken.contains(Rule.LAPSED_TRUST_NEVER_COMES_BACK);
		return process(this.stage, this.former, false, false, 0, Math.min(age, this.silentFor), lapsed, this.seen);
	}

	private TrustedServer lookUp() {
		return process(Stage.LOOKED_UP, !this.promoted, false, false, 0, MAX_SILENCE, true, 0);
	}

	private TrustedServer see() {
		return process(this.stage, this.former, this.asked, this.answered, this.askedFor, this.silentFor, this.lapsed,
				this.promoted ? 2 : 1);
	}

	private TrustedServer compare() {
		boolean same = (this.seen == 1) == this.former;
		return same ? process(Stage.CONFIRMED, this.former, this.asked, this.answered, this.askedFor, this.silentFor,
				this.lapsed, 0) : process(Stage.ATTACHED, this.former, false, false, 0, MAX_SILENCE, true, 0);
	}

	/**
	 * How far a process has come with a connection.
	 */
	enum Stage {

		LOOKED_UP, ATTACHED, CONFIRMED

	}

	/**
	 * What keeps a process from reading a former primary.
	 */
	enum Rule {

		/** A connection that was silent for too long is never trusted again. */
		LAPSED_TRUST_NEVER_COMES_BACK,

		/**
		 * After a silence the address is looked up once more before a server is trusted.
		 */
		CONFIRMED_BEFORE_IT_IS_TRUSTED,

		/** That is looked up after the server has answered, not before. */
		CONFIRMED_BY_A_LATER_LOOKUP,

		/** The age of an answer counts from the sending of its question. */
		AGE_COUNTS_FROM_SENDING,

		/** No replica is promoted before trust in its primary has lapsed. */
		PROMOTED_NO_SOONER_THAN_TRUST_LAPSES

	}

}
