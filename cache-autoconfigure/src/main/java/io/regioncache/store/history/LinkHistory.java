package io.regioncache.store.history;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;

import io.regioncache.region.MonotonicClock;
import io.regioncache.annotation.InvalidationRegions;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.Position;
import io.regioncache.store.log.RegionClock;

/**
 * What this process has seen of a region's server, and has marked there itself: what is
 * compared with it has come late, from a replica, or from a server that has forgotten.
 */
public final class LinkHistory {

	private final ClockHistory clocks = new ClockHistory();

	private final EpochsSeen epochs = new EpochsSeen();

	private final OwnInvalidations invalidations = new OwnInvalidations(this.epochs);

	private final HeartbeatHistory heartbeats = new HeartbeatHistory();

	private final MonotonicClock clock;

	private final AtomicLong roundTrip = new AtomicLong(Long.MAX_VALUE);

	private volatile Lease lastAttached = Lease.VOID;

	private volatile Lease own = Lease.VOID;

	public LinkHistory(MonotonicClock clock) {
		this.clock = clock;
	}

	/**
	 * Note that the server has answered.
	 * @param sent when it was asked
	 */
	public void answered(long sent) {
		this.roundTrip.set(this.clock.nanos() - sent);
	}

	/**
	 * Note that the server was attached to.
	 * @param attached its epoch and clock
	 * @param progress how far it had come with that
	 * @param guarded whether its writers register
	 * @param sent when it was asked to
	 */
	public void attached(Lease attached, RegionClock progress, boolean guarded, long sent) {
		this.epochs.see(attached.epoch(), guarded);
		this.lastAttached = attached;
		isIn(attached.epoch());
		this.heartbeats.add(progress, sent);
	}

	/**
	 * Note that the region is in an epoch, as an answer has shown that came after all
	 * answers noted before.
	 */
	public void isIn(long epoch) {
		if (this.own.epoch() != epoch) {
			synchronized (this) {
				if (this.own.epoch() != epoch) {
					this.own = new Lease(epoch, 0);
				}
			}
		}
	}

	/**
	 * Note what this process has invalidated. To be called before its caller is told.
	 * @param applied the clock of its marker
	 * @param position where its record stands in the log
	 * @param scopes what it covers
	 * @param regions where entries are invalidated
	 */
	public void applied(Lease applied, Position position, Collection<Scope> scopes, InvalidationRegions regions) {
		applied(applied);
		this.invalidations.applied(position, scopes, regions);
	}

	/**
	 * Return what this process has invalidated, here or elsewhere.
	 */
	public OwnInvalidations invalidations() {
		return this.invalidations;
	}

	/**
	 * Note how far the region has come at least.
	 * @param applied a clock that an answer has shown
	 */
	public synchronized void applied(Lease applied) {
		Lease own = this.own;
		if (own.epoch() != applied.epoch() || own.number() < applied.number()) {
			this.own = applied;
		}
	}

	/**
	 * Note how far the region has come by now.
	 */
	public void note(RegionClock progress) {
		this.clocks.note(progress, this.clock.nanos());
	}

	/**
	 * Return how long the last attachment took, in nanoseconds.
	 */
	public long roundTrip() {
		return this.roundTrip.get();
	}

	/**
	 * Return the epoch that was attached to last; 0 if none was.
	 */
	public long epoch() {
		return this.epochs.last();
	}

	/**
	 * Whether the region was seen in this epoch, and then in another.
	 */
	public boolean hasEnded(long epoch) {
		return this.epochs.hasEnded(epoch);
	}

	/**
	 * Return the epochs in which the region was seen while its writers registered, since
	 * they last did not, the last one at the end.
	 */
	public String guardedEpochs() {
		return this.epochs.guarded();
	}

	/**
	 * Return the highest clock that was seen some time ago; -1 if nothing is known of
	 * that time.
	 */
	public long clockBefore(long epoch, Duration ago) {
		return this.clocks.before(epoch, this.clock.nanos() - ago.toNanos());
	}

	/**
	 * Return the last clock that this process has marked with, in the present epoch.
	 */
	public Lease own() {
		return this.own;
	}

	public Lease lastAttached() {
		return this.lastAttached;
	}

	/**
	 * Return the age of what a replica of the server shows, in nanoseconds.
	 */
	public long ageOf(RegionClock shown) {
		return this.heartbeats.ageOf(shown, this.clock.nanos());
	}

	/**
	 * Whether a replica of the server shows the last heartbeat.
	 */
	public boolean isLevel(RegionClock shown) {
		return this.heartbeats.isLevel(shown);
	}

}
