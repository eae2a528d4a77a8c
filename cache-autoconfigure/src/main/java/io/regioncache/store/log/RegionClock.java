package io.regioncache.store.log;

/**
 * How far a region has come: within an epoch, its clock and its heartbeat only ever rise.
 * <p>
 * What falls back behind what was seen before it was asked is another server's memory of
 * the region: one that was promoted, or begun from a snapshot, behind a connection that
 * has not noticed.
 *
 * @param epoch the epoch
 * @param clock the clock
 * @param heartbeat the heartbeat
 */
public record RegionClock(long epoch, long clock, long heartbeat) {

	public static final RegionClock NONE = new RegionClock(0, 0, 0);

	public boolean isBehind(RegionClock before) {
		return this.epoch == before.epoch && (this.clock < before.clock || this.heartbeat < before.heartbeat);
	}

}
