package io.regioncache.autoconfigure.start;

import org.jspecify.annotations.Nullable;

/**
 * Something that an operator wants to know at the start. Each feature contributes its
 * own; {@link StartSummary} makes one line of all.
 *
 * @param topic what it is about; notes about the same topic stand side by side
 * @param text the text, {@code null} if there is nothing to say
 */
public record StartNote(Topic topic, @Nullable String text) {

	/**
	 * What notes are about, in the order of the line.
	 */
	public enum Topic {

		HOME("home region"),

		OTHERS("other regions"),

		REPLICATION("replication"),

		READ_YOUR_WRITES("read your writes"),

		FOLLOWER("follower"),

		VARY("entries may vary by"),

		KEYS("keys begin with"),

		DEPLOYMENT("deployment"),

		FOREIGN("left to the application");

		private final String label;

		Topic(String label) {
			this.label = label;
		}

		@Override
		public String toString() {
			return this.label;
		}

	}

}
