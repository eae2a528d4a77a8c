package io.regioncache.testkit;

import java.util.List;

/**
 * Something that must not happen.
 *
 * @param kind what was broken
 * @param description who read what
 * @param trail what had last happened to the key
 */
public record Violation(Kind kind, String description, List<String> trail) {

	/**
	 * What was broken.
	 */
	public enum Kind {

		/**
		 * A value that nobody had committed.
		 */
		INVENTED,

		/**
		 * A value older than one whose invalidation had returned before the read began.
		 */
		STALE,

		/**
		 * A value older than one whose invalidation had returned, still cached when all
		 * was quiet and healed.
		 */
		LOST

	}

	@Override
	public String toString() {
		return this.kind + ": " + this.description + "; before that: " + String.join(", ", this.trail);
	}

}
