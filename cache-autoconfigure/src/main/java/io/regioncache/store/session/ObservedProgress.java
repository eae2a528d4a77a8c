package io.regioncache.store.session;

import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Lineage;
import io.regioncache.store.log.RegionClock;

/**
 * How far a region has come, as the answers of one session have shown.
 */
public final class ObservedProgress {

	private volatile RegionClock attached = RegionClock.NONE;

	private volatile RegionClock latest = RegionClock.NONE;

	private volatile boolean holds;

	private volatile boolean guarded;

	private volatile Lineage lineage = Lineage.NONE;

	/**
	 * Note that the region was attached to.
	 * @param holds whether anything is held there
	 * @param guarded whether its writers register
	 */
	public void attached(RegionClock attached, boolean holds, boolean guarded) {
		this.guarded = guarded;
		this.attached = attached;
		this.holds = holds;
		observe(attached);
	}

	/**
	 * Note how far the region has come.
	 */
	void observe(RegionClock progress) {
		if (!progress.equals(this.latest)) {
			this.latest = progress;
		}
	}

	/**
	 * Note the clock that a script has written.
	 */
	void advanced(Lease lease) {
		RegionClock known = this.latest;
		if (known.epoch() == lease.epoch() && known.clock() < lease.number()) {
			this.latest = new RegionClock(lease.epoch(), lease.number(), known.heartbeat());
		}
	}

	/**
	 * Note the former epochs whose entries count.
	 */
	public void lineage(Lineage lineage) {
		if (!lineage.equals(this.lineage)) {
			this.lineage = lineage;
		}
	}

	/**
	 * Return the former epochs whose entries count, as far as it was told.
	 */
	public Lineage lineage() {
		return this.lineage;
	}

	/**
	 * Whether it has to be asked which former epochs count.
	 */
	public boolean isUndecided() {
		return this.lineage.epoch() != this.attached.epoch();
	}

	/**
	 * How far the region had come when it was last attached to.
	 */
	public RegionClock attached() {
		return this.attached;
	}

	/**
	 * How far the region had come when it was last looked at.
	 */
	RegionClock latest() {
		return this.latest;
	}

	/**
	 * Whether the writers of the region register, as of when it was last attached to.
	 */
	public boolean isGuarded() {
		return this.guarded;
	}

	/**
	 * Whether anything was held when the heartbeat was last advanced.
	 */
	public boolean hasSeenHolds() {
		return this.holds;
	}

}
