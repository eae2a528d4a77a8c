package io.regioncache.model.redrive;

import org.jspecify.annotations.Nullable;

/**
 * The entry of the region that invalidates, and what is decided about it. It falls back
 * with the server. The clock of the region is the length of its log.
 *
 * @param entry the entry, if there is one
 * @param read bits: the versions whose invalidations it has read in the logs of others
 * @param settledIn the last epoch in which it was decided which former ones count
 * @param alive bits: those that do
 */
record Home(@Nullable Stored entry, int read, int settledIn, int alive) {

	static final Home BEGIN = new Home(new Stored(0, 0, 0), 0, 0, 0);

	Home with(Stored stored) {
		return new Home(stored, this.read, this.settledIn, this.alive);
	}

	Home reads(int versions) {
		return new Home(this.entry, this.read | versions, this.settledIn, this.alive);
	}

	Home settled(int epoch, int alive) {
		return new Home(this.entry, this.read, epoch, alive);
	}

	/**
	 * An entry.
	 *
	 * @param lease the clock when its load began
	 */
	record Stored(int version, int epoch, int lease) {

	}

}
