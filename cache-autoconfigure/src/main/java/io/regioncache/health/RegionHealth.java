package io.regioncache.health;

import java.util.List;

/**
 * How a region is, and why.
 *
 * @param state its state
 * @param reasons what is beyond its threshold; what has just come back below it may still
 * be missing here while the state lasts
 */
public record RegionHealth(RegionState state, List<String> reasons) {

	public RegionHealth {
		reasons = List.copyOf(reasons);
	}

}
