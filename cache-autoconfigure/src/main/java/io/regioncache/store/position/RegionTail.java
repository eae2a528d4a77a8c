package io.regioncache.store.position;

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

}
