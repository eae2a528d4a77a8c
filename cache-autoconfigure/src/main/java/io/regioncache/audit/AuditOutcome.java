package io.regioncache.audit;

/**
 * What the auditor has found in a region some time after an invalidation.
 */
public enum AuditOutcome {

	/**
	 * Nothing older than the invalidation is served.
	 */
	CLEAN,

	/**
	 * The region has applied the invalidation, and still serves a value whose load began
	 * before it.
	 */
	VIOLATION,

	/**
	 * The home region serves a value that was loaded since, and its origin has another.
	 */
	DIFFERS,

	/**
	 * The region has not applied the invalidation yet: that is lag, and no violation.
	 */
	BEHIND,

	/**
	 * The region has not answered.
	 */
	UNREACHABLE,

	/**
	 * The region does not let this process read its entries.
	 */
	UNREADABLE,

	/**
	 * The auditor cannot tell: the region has begun another epoch since, or its clock
	 * before the invalidation is not known.
	 */
	UNKNOWN

}
