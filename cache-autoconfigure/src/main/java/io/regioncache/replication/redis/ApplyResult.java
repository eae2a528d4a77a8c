package io.regioncache.replication.redis;

import java.util.List;

/**
 * What became of records or of a state that were to be applied.
 *
 * @param outcome whether it was done
 * @param learned how many epochs the region got to know by it
 * @param overflowed whether it named more epochs than were to be learned, so that
 * everything was marked instead
 */
public record ApplyResult(Outcome outcome, int learned, boolean overflowed) {

	/**
	 * Done, and no epoch was new.
	 */
	public static final ApplyResult APPLIED = new ApplyResult(Outcome.APPLIED, 0, false);

	/**
	 * Not done: the cursor has moved.
	 */
	public static final ApplyResult MOVED = new ApplyResult(Outcome.MOVED, 0, false);

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
	 * Read the answer of a script: outcome, cursor, epoch, epochs learned, overflow.
	 */
	public static ApplyResult of(List<Object> answer) {
		Outcome outcome = (answer.get(0) instanceof Long code && code > 0)
				? (code == 1) ? Outcome.APPLIED : Outcome.REFUSED : Outcome.MOVED;
		return (outcome == Outcome.APPLIED)
				? new ApplyResult(outcome, ((Long) answer.get(3)).intValue(), Long.valueOf(1).equals(answer.get(4)))
				: new ApplyResult(outcome, 0, false);
	}

}
