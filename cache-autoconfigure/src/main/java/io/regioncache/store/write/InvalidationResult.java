package io.regioncache.store.write;

/**
 * What became of an invalidation.
 */
public enum InvalidationResult {

	/**
	 * The region has applied it.
	 */
	APPLIED,

	/**
	 * The region cannot be asked, and another one has it in its log: it will be applied
	 * even if this process ends.
	 */
	RELAYED,

	/**
	 * No region can be asked: it is kept in the memory of this process, and retried.
	 */
	DEFERRED

}
