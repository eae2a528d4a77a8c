package io.regioncache.health;

/**
 * How a region is, from well to ill.
 */
public enum RegionState {

	/**
	 * Nothing is beyond its threshold.
	 */
	HEALTHY,

	/**
	 * It serves, but something is beyond its threshold.
	 */
	DEGRADED,

	/**
	 * It does not serve, or something is beyond ten times its threshold.
	 */
	CRITICAL

}
