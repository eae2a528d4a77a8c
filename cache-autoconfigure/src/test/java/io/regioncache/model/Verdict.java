package io.regioncache.model;

import java.util.List;

/**
 * What became of exploring a model.
 *
 * @param outcome whether it holds
 * @param reason why it does not, or empty
 * @param trace the shortest way there
 * @param states how many states were found
 * @param resting how many of them were at rest
 */
public record Verdict(Outcome outcome, String reason, List<String> trace, int states, int resting) {

	@Override
	public String toString() {
		String counts = "%s, %,d states, %,d at rest".formatted(this.outcome, this.states, this.resting);
		return this.reason.isEmpty() ? counts : "%s: %s, in %d steps:%n  %s".formatted(counts, this.reason,
				this.trace.size(), String.join(System.lineSeparator() + "  ", this.trace));
	}

	public enum Outcome {

		/**
		 * Every state was visited, and every check held.
		 */
		HOLDS,

		/**
		 * A check failed.
		 */
		BROKEN,

		/**
		 * Nothing is proved: the model is too large, cannot come to rest, or never does
		 * what it is about.
		 */
		INCONCLUSIVE

	}

}
