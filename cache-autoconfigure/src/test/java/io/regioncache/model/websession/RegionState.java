package io.regioncache.model.websession;

import java.util.ArrayList;
import java.util.List;

/**
 * What one region's server holds.
 *
 * @param epoch counts the epochs
 * @param complete whether the region knows all revocations, as of this epoch
 * @param revoked what it knows to be revoked, as bits
 * @param first the attributes of the first session as bits, {@link #BASE} among them; 0
 * if it is not there
 * @param second whether the session of a later login is there: 0, or 1, and 2 more if it
 * carries the revocation that it came after
 * @param log the records that can be read, as bits
 * @param cursors what it has read of each region: the epoch, and the records as bits
 */
record RegionState(int epoch, boolean complete, int revoked, int first, int second, int log, List<Integer> cursors) {

	/** That one session is revoked. */
	static final int ONE = 1;

	/** That all sessions of the user are revoked. */
	static final int ALL = 2;

	/** A record that carries the second session; a bit above says what it came after. */
	static final int SECOND = 4;

	/** A record that carries the first session: shifted by what of it. */
	static final int FIRST = 16;

	/** The part of the first session that it begins with. */
	static final int BASE = 4;

	static final RegionState EMPTY = new RegionState(0, true, 0, 0, 0, 0, List.of(0, 0, 0, 0, 0, 0));

	static int shipped(int attributes) {
		return FIRST << attributes;
	}

	RegionState revoke(int what) {
		return new RegionState(this.epoch, this.complete, this.revoked | what, this.first, this.second, this.log | what,
				this.cursors);
	}

	/**
	 * Return this with revocations that no record tells of.
	 */
	RegionState learn(int what) {
		return new RegionState(this.epoch, this.complete, this.revoked | what, this.first, this.second, this.log,
				this.cursors);
	}

	RegionState forget(int what) {
		return new RegionState(this.epoch, this.complete, this.revoked & ~what, this.first, this.second, this.log,
				this.cursors);
	}

	RegionState first(int attributes) {
		return new RegionState(this.epoch, this.complete, this.revoked, attributes, this.second, this.log,
				this.cursors);
	}

	RegionState second(int state) {
		return new RegionState(this.epoch, this.complete, this.revoked, this.first, state, this.log, this.cursors);
	}

	RegionState append(int record) {
		return new RegionState(this.epoch, this.complete, this.revoked, this.first, this.second, this.log | record,
				this.cursors);
	}

	RegionState trimmed() {
		return new RegionState(this.epoch, this.complete, this.revoked, this.first, this.second, 0, this.cursors);
	}

	RegionState completed() {
		return new RegionState(this.epoch, true, this.revoked, this.first, this.second, this.log, this.cursors);
	}

	/**
	 * Return this in a new epoch, which begins a log of its own.
	 */
	RegionState begun(int epoch) {
		return new RegionState(epoch, false, this.revoked, this.first, this.second, 0, this.cursors);
	}

	int epochOf(int source) {
		return this.cursors.get(2 * source);
	}

	int readOf(int source) {
		return this.cursors.get(2 * source + 1);
	}

	RegionState cursor(int source, int epoch, int read) {
		List<Integer> moved = new ArrayList<>(this.cursors);
		moved.set(2 * source, epoch);
		moved.set(2 * source + 1, read);
		return new RegionState(this.epoch, this.complete, this.revoked, this.first, this.second, this.log,
				List.copyOf(moved));
	}

}
