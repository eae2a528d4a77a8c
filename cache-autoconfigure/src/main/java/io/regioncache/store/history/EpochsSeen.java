package io.regioncache.store.history;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The epochs that this process has seen a region in. One that comes back after another is
 * that of a former primary which has never learned of its successor: it lacks what was
 * invalidated meanwhile.
 */
final class EpochsSeen {

	static final int CAPACITY = 1000;

	private final Set<Long> former = new LinkedHashSet<>();

	private volatile long last;

	/**
	 * Return the epoch that was seen last; 0 if none was.
	 */
	long last() {
		return this.last;
	}

	/**
	 * Whether another epoch was seen after this one.
	 */
	synchronized boolean hasEnded(long epoch) {
		return this.former.contains(epoch);
	}

	synchronized void see(long epoch) {
		if (this.last != 0 && epoch != this.last) {
			this.former.add(this.last);
			if (this.former.size() > CAPACITY) {
				this.former.remove(this.former.iterator().next());
			}
		}
		this.last = epoch;
	}

}
