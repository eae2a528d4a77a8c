package io.regioncache.store.history;

import java.util.ArrayDeque;
import java.util.Deque;

import io.regioncache.store.log.RegionClock;

/**
 * The heartbeats by which this process has attached to the primary of a managed region,
 * and when. What a replica shows that has got one of them is no older than that.
 */
final class HeartbeatHistory {

	private static final int REMEMBERED = 16;

	private final Deque<Beat> heartbeats = new ArrayDeque<>();

	/**
	 * Note that the primary was attached to.
	 * @param sent when it was asked to
	 */
	synchronized void add(RegionClock attached, long sent) {
		this.heartbeats.removeIf((heartbeat) -> heartbeat.epoch() != attached.epoch());
		this.heartbeats.addFirst(new Beat(attached.epoch(), attached.heartbeat(), sent));
		if (this.heartbeats.size() > REMEMBERED) {
			this.heartbeats.removeLast();
		}
	}

	/**
	 * Return the age of what a replica shows.
	 * @param now the time by the same clock
	 * @return the age in nanoseconds, at most; {@link Long#MAX_VALUE} if it is not known,
	 * or of another epoch
	 */
	synchronized long ageOf(RegionClock shown, long now) {
		for (Beat heartbeat : this.heartbeats) {
			if (heartbeat.epoch() == shown.epoch() && heartbeat.number() <= shown.heartbeat()) {
				return now - heartbeat.sent();
			}
		}
		return Long.MAX_VALUE;
	}

	/**
	 * Whether a replica shows the last heartbeat.
	 */
	synchronized boolean isLevel(RegionClock shown) {
		Beat last = this.heartbeats.peekFirst();
		return last != null && shown.epoch() == last.epoch() && shown.heartbeat() >= last.number();
	}

	private record Beat(long epoch, long number, long sent) {

	}

}
