package io.regioncache.consistency;

import io.regioncache.annotation.PublicApi;
import io.regioncache.store.log.Position;

/**
 * A position and who issued it.
 *
 * @param keySpace the application, 0 for this one
 * @param region the region, empty if it is not known; of another application a number
 * that only that application understands
 * @param position the position
 * @since 0.1
 */
@PublicApi
public record WrittenPosition(long keySpace, String region, Position position) {

	/**
	 * What six bytes hold: nine years of a million invalidations a second.
	 */
	static final long MAX_SEQUENCE = (1L << 48) - 2;

	/**
	 * Stands for whatever a token could not hold: of an epoch that no region has ever
	 * heard of. What is written afterwards stands beside it, for each has its own age.
	 */
	private static final Position NOWHERE = new Position(0, MAX_SEQUENCE + 1);

	/**
	 * A position of this application.
	 * @param region the region, empty if it is not known
	 * @param position the position
	 */
	public WrittenPosition(String region, Position position) {
		this(0, region, position);
	}

	/**
	 * Return what stands for all that was written in one application.
	 */
	static WrittenPosition nowhere(long keySpace) {
		return new WrittenPosition(keySpace, "", NOWHERE);
	}

	/**
	 * Return a position of this application, or what stands for it if a token cannot hold
	 * it.
	 */
	static WrittenPosition of(String region, Position position) {
		boolean held = position.sequence() >= 0 && position.sequence() <= MAX_SEQUENCE;
		return held ? new WrittenPosition(region, position) : nowhere(0);
	}

	boolean isOwn() {
		return this.keySpace == 0;
	}

	boolean isNowhere() {
		return this.position.sequence() > MAX_SEQUENCE;
	}

	boolean isComparableTo(WrittenPosition other) {
		return this.keySpace == other.keySpace && this.position.epoch() == other.position.epoch()
				&& (this.region.equals(other.region) || this.region.isEmpty() || other.region.isEmpty());
	}

	WrittenPosition and(WrittenPosition other) {
		return new WrittenPosition(this.keySpace, this.region.isEmpty() ? other.region : this.region,
				(this.position.sequence() >= other.position.sequence()) ? this.position : other.position);
	}

	@Override
	public String toString() {
		return (this.region.isEmpty() ? "?" : this.region) + "@" + Long.toHexString(this.position.epoch()) + ":"
				+ this.position.sequence();
	}

}
