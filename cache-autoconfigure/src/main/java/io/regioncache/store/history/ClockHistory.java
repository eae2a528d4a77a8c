package io.regioncache.store.history;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

import io.regioncache.store.log.RegionClock;

/**
 * Which clock a region had come to some seconds ago, as far as this process has seen: it
 * is noted about once a second.
 */
final class ClockHistory {

	/**
	 * So many seconds are kept, and some more.
	 */
	static final int CAPACITY = 150;

	private final Deque<Sample> samples = new ArrayDeque<>();

	synchronized void note(RegionClock progress, long nanos) {
		if (progress == RegionClock.NONE) {
			return;
		}
		this.samples.addLast(new Sample(progress.epoch(), progress.clock(), nanos));
		if (this.samples.size() > CAPACITY) {
			this.samples.removeFirst();
		}
	}

	/**
	 * Return the highest clock that was seen before a time.
	 * @param epoch of which epoch
	 * @param nanos the time
	 * @return the clock; -1 if nothing is known of that time
	 */
	synchronized long before(long epoch, long nanos) {
		Iterator<Sample> latestFirst = this.samples.descendingIterator();
		while (latestFirst.hasNext()) {
			Sample sample = latestFirst.next();
			if (sample.epoch() == epoch && sample.nanos() - nanos <= 0) {
				return sample.clock();
			}
		}
		return -1;
	}

	private record Sample(long epoch, long clock, long nanos) {
	}

}
