package io.regioncache.replication.redis;

import java.util.List;

/**
 * What became of records or of a state that were to be applied.
 *
 * @param outcome whether it was done
 * @param learned how many epochs the region got to know by it
 * @param overflowed whether it named more epochs than were to be learned, so that
 * everything was marked instead
 * @param failover what an epoch that its source has begun makes of the entries here
 * @param flood why a state transfer has marked everything
 */
public record ApplyResult(Outcome outcome, int learned, boolean overflowed, Failover failover, TransferFlood flood) {

	/**
	 * Done, and no epoch was new.
	 */
	public static final ApplyResult APPLIED = new ApplyResult(Outcome.APPLIED, 0, false);

	/**
	 * Not done: the cursor has moved.
	 */
	public static final ApplyResult MOVED = new ApplyResult(Outcome.MOVED, 0, false);

	/**
	 * Create a result in which no region has begun an epoch.
	 * @param outcome whether it was done
	 * @param learned how many epochs the region got to know by it
	 * @param overflowed whether everything was marked instead of more epochs
	 */
	public ApplyResult(Outcome outcome, int learned, boolean overflowed) {
		this(outcome, learned, overflowed, Failover.NONE, TransferFlood.NONE);
	}

	/**
	 * What an epoch that the source has begun makes of the entries here.
	 */
	public enum Failover {

		/**
		 * Nothing, or that is not known yet.
		 */
		NONE,

		/**
		 * They are kept: the writers of the source have sent again what may be lost.
		 */
		KEPT,

		/**
		 * Everything was marked.
		 */
		MARKED

	}

	/**
	 * Whether it was done.
	 */
	public enum Outcome {

		/**
		 * It is applied, and the cursor has moved past it.
		 */
		APPLIED,

		/**
		 * The cursor is not what the caller took it for; nothing was written.
		 */
		MOVED,

		/**
		 * A record claims what cannot be; nothing was written.
		 */
		REFUSED

	}

	/**
	 * Whether it was done.
	 */
	public boolean isApplied() {
		return this.outcome == Outcome.APPLIED;
	}

	/**
	 * Say in a word how a state transfer with this result has ended: {@code moved} if it
	 * has to be begun again, {@code invalidated} if it has marked everything.
	 */
	String transferOutcome() {
		if (!isApplied()) {
			return "moved";
		}
		return (this.flood != TransferFlood.NONE) ? "invalidated" : "applied";
	}

	/**
	 * Read the answer of a script: outcome, cursor, epoch, epochs learned, overflow, and
	 * of records whether everything was marked for an epoch, or nothing was lost by one,
	 * of a state why everything was marked.
	 */
	public static ApplyResult of(List<Object> answer) {
		Outcome outcome = (answer.get(0) instanceof Long code && code > 0)
				? (code == 1) ? Outcome.APPLIED : Outcome.REFUSED : Outcome.MOVED;
		return (outcome == Outcome.APPLIED) ? new ApplyResult(outcome, ((Long) answer.get(3)).intValue(), is(answer, 4),
				failover(answer), TransferFlood.of(answer)) : new ApplyResult(outcome, 0, false);
	}

	private static Failover failover(List<Object> answer) {
		if (is(answer, 5)) {
			return Failover.MARKED;
		}
		return is(answer, 6) ? Failover.KEPT : Failover.NONE;
	}

	private static boolean is(List<Object> answer, int at) {
		return answer.size() > at && Long.valueOf(1).equals(answer.get(at));
	}

}
