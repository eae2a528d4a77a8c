package io.regioncache.store.position;

import java.util.HexFormat;

import io.regioncache.store.log.Position;

/**
 * The last invalidation of a region that this process knows of: whatever was invalidated
 * there before a moment is not behind it.
 *
 * @param region the name of the region
 * @param position where the region had come to
 * @param asOf the moment, in nanoseconds of the clock of this process: when the question
 * was asked, not when it was answered
 */
public record RegionTail(String region, Position position, long asOf) {

	/**
	 * The field in which a region keeps what it has applied of an epoch.
	 */
	static String appliedField(long epoch) {
		return "o:" + HexFormat.of().toHexDigits(epoch);
	}

	/**
	 * The field in which a region keeps what it has applied of the epoch of this tail.
	 */
	String appliedField() {
		return appliedField(this.position.epoch());
	}

	/**
	 * The field that is there while a region awaits the writers of the region of this
	 * tail.
	 */
	String awaitedField() {
		return "n:" + this.region;
	}

}
