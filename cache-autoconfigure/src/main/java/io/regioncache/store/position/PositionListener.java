package io.regioncache.store.position;

import io.regioncache.store.log.Position;
import org.jspecify.annotations.Nullable;

/**
 * Hears where an invalidation was given its place in the order of a region.
 */
public interface PositionListener {

	/**
	 * Nobody wants to know.
	 */
	PositionListener UNHEARD = (region, position) -> {
	};

	/**
	 * Called before the answer to the invalidation completes.
	 * @param region the region that issued the position
	 * @param position the position, or {@code null} if no region could be asked: the
	 * invalidation has no place yet
	 */
	void at(String region, @Nullable Position position);

}
