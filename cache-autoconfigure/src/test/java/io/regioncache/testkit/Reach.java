package io.regioncache.testkit;

/**
 * Who reads nothing older once an invalidation has returned.
 */
public enum Reach {

	/**
	 * The node that invalidated, which has yet to tell the others.
	 */
	NODE,

	/**
	 * Every node of its region.
	 */
	REGION,

	/**
	 * Every node of every region.
	 */
	EVERYWHERE

}
