package io.regioncache.store;

/**
 * How far a region has come: within an epoch, its clock and its beat only ever rise.
 * <p>
 * What falls back behind what was seen before it was asked is another server's memory of
 * the region: one that was promoted, or begun from a snapshot, behind a connection that
 * has not noticed.
 *
 * @param epoch the epoch
 * @param clock the clock
 * @param beat the beat
 */
record Progress(long epoch, long clock, long beat) {

	static final Progress NONE = new Progress(0, 0, 0);

	boolean isBehind(Progress before) {
		return this.epoch == before.epoch && (this.clock < before.clock || this.beat < before.beat);
	}

}
