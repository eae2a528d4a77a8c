package io.regioncache.model.failover;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What lies on the server of a region, and is lost, or falls back, as a whole.
 *
 * @param applied for each epoch the last sequence applied, own ones included;
 * {@link #NONE} for an epoch that was never heard of
 * @param cursors where it is in the log of each other region
 * @param complete whether it has recovered
 * @param begun the clock's first number in this epoch
 * @param x the marker of the one scope
 * @param all the marker of everything
 * @param trimmed how many of the first records of the log are gone
 * @param known bits: processes of both regions ever registered
 * @param gone bits: those removed; a process that returns draws a new id
 * @param redriven bits: processes that have sent again, in this epoch, what they had kept
 * @param heard what each other region has answered to recovery
 * @param witness bits: regions that it has been level with since its own server was
 * replaced
 * @param settled bits: epochs of which every position counts as applied
 */
record Region(int epoch, List<Integer> applied, List<Cursor> cursors, boolean complete, List<Ancestor> lineage,
		int clock, int begun, int x, int all, List<Logged> log, int trimmed, int known, int gone, int redriven,
		List<Cursor> heard, int witness, int settled, @Nullable Cached entry) {

	static final int NONE = -1;

	/**
	 * A region as it is without metadata.
	 */
	static Region of(int epoch, List<Integer> applied, List<Cursor> cursors, List<Ancestor> lineage, int known,
			@Nullable Cached entry) {
		return new Region(epoch, applied, cursors, true, lineage, 0, 0, 0, 0, List.of(), 0, known, 0, 0,
				Cursor.none(cursors.size()), -1, 0, entry);
	}

	RegionDraft draft() {
		return new RegionDraft(this);
	}

	boolean isValid(Rules rules) {
		Cached entry = this.entry;
		if (entry == null || entry.lease < Math.max(this.x, this.all)) {
			return false;
		}
		if (entry.epoch == this.epoch) {
			// Also while recovering: its load began after all that may be lost had
			// returned
			return true;
		}
		if (rules.keep(Rule.OLD_ENTRIES_WAIT) && !this.complete) {
			return false;
		}
		for (Ancestor ancestor : this.lineage) {
			if (entry.epoch == ancestor.epoch) {
				return entry.lease <= ancestor.clock || !rules.keep(Rule.LOST_LEASES_CUT);
			}
		}
		return !rules.keep(Rule.LINEAGE_CHECKED);
	}

	int registered() {
		return this.known & ~this.gone;
	}

	boolean isRegistered(int process) {
		return has(registered(), process);
	}

	int applied(int epoch) {
		return this.applied.get(epoch);
	}

	static boolean has(int bits, int bit) {
		return (bits >> bit & 1) == 1;
	}

	static <T> List<T> with(List<T> list, int at, T element) {
		List<T> changed = new ArrayList<>(list);
		changed.set(at, element);
		return List.copyOf(changed);
	}

	static <T> List<T> and(List<T> list, T element) {
		List<T> longer = new ArrayList<>(list);
		longer.add(element);
		return List.copyOf(longer);
	}

	/**
	 * What a record says.
	 */
	enum Kind {

		MARKED, REGISTERED, REMOVED, BEGUN, COMPLETE, EVERYTHING, TRANSFERRED

	}

	/**
	 * A record of a log.
	 *
	 * @param ids bits: who is registered or removed
	 * @param replaced bits: former ids of who is registered
	 * @param epochs bits: of {@link Kind#BEGUN} its predecessors, else whose positions
	 * are settled
	 * @param vector of {@link Kind#TRANSFERRED}, which has no position of its own: what
	 * the region had applied then
	 */
	record Logged(int epoch, int sequence, Kind kind, int ids, int replaced, int epochs, List<Integer> vector) {

		/**
		 * Whether it says nothing new to a region.
		 */
		boolean isAppliedTo(Region region) {
			for (int i = 0; i < this.vector.size(); i++) {
				if (this.vector.get(i) > region.applied(i)) {
					return false;
				}
			}
			return this.sequence <= region.applied(this.epoch);
		}

	}

	/**
	 * A position in the log of another region, or the end of that log.
	 *
	 * @param epoch of the log; {@link Region#NONE} if it was never read
	 */
	record Cursor(int epoch, int read) {

		static final Cursor NOWHERE = new Cursor(NONE, 0);

		static List<Cursor> none(int regions) {
			return Collections.nCopies(regions, NOWHERE);
		}

	}

	/**
	 * A former epoch.
	 *
	 * @param clock the one that survived
	 * @param tail the end of the log that survived
	 */
	record Ancestor(int epoch, int clock, int tail) {

	}

	/**
	 * An entry.
	 */
	record Cached(int epoch, int lease, int version) {

	}

}
