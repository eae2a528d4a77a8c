package io.regioncache.cache.load;

import java.util.function.IntSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Decides when loads that run may be waiting for loads that wait for their turn, and how
 * many of the latter then begin beyond the bound. Time is counted in looks, which its
 * {@link Bulkhead} takes at regular intervals while loads wait. Not thread-safe.
 * <p>
 * <b>A stall is a trial.</b> If no load ends for a while, the newest of those that wait,
 * the likeliest to be waited for, begin: as many as there are turns. If further loads
 * come to wait, those just let in may be waiting for them, so the newest begin again.
 * Which load ends first decides. One that was let in: loads wait for each other, and
 * those let in make room for others. One from before: the loads are merely slow, so the
 * bound holds again, a stall takes twice as long as that load took, and its trials let in
 * one load at a time, {@link #CHAIN} at most, until one of them proves otherwise.
 */
final class StallRule {

	/**
	 * How many loads run at most, in multiples of the turns. Loads that wait for each
	 * other hold their turns while they wait, and one that works may be the seventh of
	 * its chain.
	 */
	static final int WIDTH = 16;

	/**
	 * How many loads can begin one by one where no more can at once: a whole chain.
	 */
	static final int CHAIN = 8;

	/** Looks without the end of a load that make a stall, until more is known. */
	static final int SHORTEST = 5;

	/** Looks in which nothing happens after the last load came to wait. */
	static final int QUIET = 2;

	/** By how much longer the next stall takes if no load has ended or come. */
	private static final int GROWTH = 3;

	private final int turns;

	private final int longest;

	private int limit;

	private int stall = SHORTEST;

	private int growth = 1;

	/** Looks since a load has ended or was let in beyond the bound. */
	private int idle;

	/** Looks since anything has happened. */
	private int still;

	/** Whether a load has come to wait since others were let in. */
	private boolean newcomers;

	/** Loads let in one by one since then. */
	private int singles;

	private @Nullable Trial trial;

	private boolean slow;

	/**
	 * Create a rule.
	 * @param turns the bound
	 * @param longest the most looks without the end of a load that are no stall
	 */
	StallRule(int turns, int longest) {
		this.turns = turns;
		this.longest = longest;
		this.limit = turns;
	}

	/**
	 * How many loads may run now.
	 */
	int limit() {
		return this.limit;
	}

	boolean isTrial() {
		return this.trial != null;
	}

	/**
	 * A load has come to wait.
	 */
	void came() {
		this.newcomers = true;
		this.still = 0;
	}

	/**
	 * A load has ended that took no turn.
	 */
	void progressed() {
		this.idle = 0;
		this.still = 0;
	}

	/**
	 * Look at those that wait.
	 * @param waiting how many there are
	 * @param running how many run
	 * @param working tells how many of these surely work
	 */
	void look(int waiting, int running, IntSupplier working) {
		this.idle++;
		this.still++;
		boolean stalled = this.idle >= Math.min(this.longest, this.stall * this.growth);
		boolean followed = this.trial != null && this.newcomers && Math.min(this.still, this.idle) >= QUIET;
		if (!stalled && !followed) {
			return;
		}
		int suspects = running - working.getAsInt();
		if (suspects > 0) {
			tryMore(waiting, running, suspects, stalled);
		}
		else {
			postpone();
		}
	}

	private void tryMore(int waiting, int running, int suspects, boolean stalled) {
		Trial trial = this.trial;
		int floor = (trial != null) ? trial.floor() : running;
		int batch = this.newcomers ? this.turns : 1;
		int room = this.slow ? floor : WIDTH * this.turns;
		boolean chain = running + batch > room;
		if (chain && !stalled && !this.slow && (trial == null || !trial.chain())) {
			return;
		}
		int most = Math.min(room + (chain ? CHAIN : 0) - running, suspects);
		int more = Math.min(Math.min(chain ? 1 : batch, waiting), most);
		if (more > 0 && (this.newcomers || this.singles < CHAIN)) {
			this.trial = new Trial(floor, chain, trial != null && trial.nested());
			letIn(running + more, stalled);
		}
	}

	private void letIn(int limit, boolean stalled) {
		this.limit = Math.max(this.limit, limit);
		this.growth = stalled ? this.growth : 1;
		this.singles = this.newcomers ? 0 : this.singles + 1;
		this.newcomers = false;
		postpone();
	}

	private void postpone() {
		this.growth = Math.min(this.growth * GROWTH, this.longest + 1);
		this.idle = 0;
		this.still = 0;
	}

	/**
	 * A load has ended.
	 * @param onTrial whether it has begun since the trial began
	 * @param looks how long it took
	 * @return whether this is the proof that loads wait for each other
	 */
	boolean ended(boolean onTrial, int looks) {
		progressed();
		Trial trial = this.trial;
		if (trial == null) {
			this.growth = 1;
		}
		boolean open = trial != null && !trial.nested();
		if (trial != null && open && onTrial) {
			this.trial = new Trial(trial.floor(), trial.chain(), true);
			this.slow = false;
			this.stall = SHORTEST;
		}
		else if (open) {
			this.slow = true;
			this.stall = Math.min(this.longest, Math.max(this.stall, 2 * looks));
			end();
		}
		narrow();
		return open && onTrial;
	}

	private void narrow() {
		if (this.limit > (isTrial() ? WIDTH * this.turns : this.turns)) {
			this.limit--;
		}
	}

	/**
	 * No load waits.
	 */
	void settle() {
		this.limit = this.turns;
		end();
	}

	private void end() {
		this.trial = null;
		this.growth = 1;
		this.singles = 0;
	}

	/**
	 * Loads were let in beyond the bound, to see whether others wait for them.
	 *
	 * @param floor how many loads ran when it began
	 * @param chain whether the last were let in one by one
	 * @param nested whether it has proved that loads wait for each other
	 */
	private record Trial(int floor, boolean chain, boolean nested) {
	}

}
