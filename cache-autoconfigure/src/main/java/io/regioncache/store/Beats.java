package io.regioncache.store;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The beats by which this process has attached to the primary of a managed region, and
 * when. What a replica shows that has got one of them is no older than that.
 */
final class Beats {

	private static final int REMEMBERED = 16;

	private final Deque<Beat> beats = new ArrayDeque<>();

	private long epoch;

	/**
	 * Note that the primary was attached to.
	 * @param sent when it was asked to
	 */
	synchronized void add(Progress attached, long sent) {
		if (attached.epoch() != this.epoch) {
			this.epoch = attached.epoch();
			this.beats.clear();
		}
		this.beats.addFirst(new Beat(attached.beat(), sent));
		if (this.beats.size() > REMEMBERED) {
			this.beats.removeLast();
		}
	}

	/**
	 * Return the age of what a replica shows.
	 * @param now the time by the same clock
	 * @return the age in nanoseconds, at most; {@link Long#MAX_VALUE} if it is not known,
	 * or of another epoch
	 */
	synchronized long ageOf(Progress shown, long now) {
		if (shown.epoch() == this.epoch) {
			for (Beat beat : this.beats) {
				if (beat.number() <= shown.beat()) {
					return now - beat.sent();
				}
			}
		}
		return Long.MAX_VALUE;
	}

	/**
	 * Whether a replica shows the last beat.
	 */
	synchronized boolean isLevel(Progress shown) {
		Beat last = this.beats.peekFirst();
		return last != null && shown.epoch() == this.epoch && shown.beat() >= last.number();
	}

	private record Beat(long number, long sent) {

	}

}
