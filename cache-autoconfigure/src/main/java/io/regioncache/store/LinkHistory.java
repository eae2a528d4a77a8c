package io.regioncache.store;

import java.time.Duration;

/**
 * What this process has seen of a region's server, and has marked there itself: what is
 * compared with it has come late, from a replica, or from a server that has forgotten.
 */
final class LinkHistory {

	private final ClockHistory clocks = new ClockHistory();

	private final EpochsSeen epochs = new EpochsSeen();

	private final Beats beats = new Beats();

	private volatile long roundTrip = Long.MAX_VALUE;

	private volatile Lease lastAttached = Lease.VOID;

	private volatile Lease own = Lease.VOID;

	/**
	 * Note that the server has answered.
	 * @param sent when it was asked
	 */
	void answered(long sent) {
		this.roundTrip = System.nanoTime() - sent;
	}

	/**
	 * Note that the server was attached to.
	 * @param attached its epoch and clock
	 * @param progress how far it had come with that
	 * @param sent when it was asked to
	 */
	void attached(Lease attached, Progress progress, long sent) {
		this.epochs.see(attached.epoch());
		this.lastAttached = attached;
		synchronized (this) {
			if (this.own.epoch() != attached.epoch()) {
				this.own = new Lease(attached.epoch(), 0);
			}
		}
		this.beats.add(progress, sent);
	}

	/**
	 * Note what this process has invalidated.
	 * @param applied the clock of its marker
	 */
	synchronized void applied(Lease applied) {
		Lease own = this.own;
		if (own.epoch() != applied.epoch() || own.number() < applied.number()) {
			this.own = applied;
		}
	}

	/**
	 * Note how far the region has come by now.
	 */
	void note(Progress progress) {
		this.clocks.note(progress, System.nanoTime());
	}

	/**
	 * Return how long the last attachment took, in nanoseconds.
	 */
	long roundTrip() {
		return this.roundTrip;
	}

	/**
	 * Return the epoch that was attached to last; 0 if none was.
	 */
	long epoch() {
		return this.epochs.last();
	}

	/**
	 * Whether the region was seen in this epoch, and then in another.
	 */
	boolean hasEnded(long epoch) {
		return this.epochs.hasEnded(epoch);
	}

	/**
	 * Return the highest clock that was seen some time ago; -1 if nothing is known of
	 * that time.
	 */
	long clockBefore(long epoch, Duration ago) {
		return this.clocks.before(epoch, System.nanoTime() - ago.toNanos());
	}

	/**
	 * Return the last clock that this process has marked with, in the present epoch.
	 */
	Lease own() {
		return this.own;
	}

	Lease lastAttached() {
		return this.lastAttached;
	}

	/**
	 * Return the age of what a replica of the server shows, in nanoseconds.
	 */
	long ageOf(Progress shown) {
		return this.beats.ageOf(shown, System.nanoTime());
	}

	/**
	 * Whether a replica of the server shows the last beat.
	 */
	boolean isLevel(Progress shown) {
		return this.beats.isLevel(shown);
	}

}
