package io.regioncache.model.warming;

/**
 * What keeps a copied entry from being older than an invalidation.
 */
enum Rule {

	/** The version vector of the neighbor is read before its markers. */
	VECTOR_BEFORE_MARKERS,

	/** The entry is judged by the markers of the neighbor. */
	JUDGED_AT_THE_NEIGHBOR,

	/** An entry of an epoch that has ended at the neighbor is not copied. */
	EPOCH_AT_THE_NEIGHBOR,

	/** What was applied at home and not at the neighbor is looked for in the log. */
	COMPARED_AT_HOME,

	/** An epoch that home knows and the neighbor does not refuses the entry. */
	UNKNOWN_EPOCH_REFUSES,

	/** A log that no longer has what is looked for refuses the entry. */
	TRIMMED_LOG_REFUSES,

	/** The lease is taken in the same step as the comparison. */
	LEASE_WITH_THE_COMPARISON,

	/** The lease keeps the epoch of the comparison. */
	EPOCH_WITH_THE_LEASE,

	/** A region that meets an epoch it does not know marks everything. */
	UNKNOWN_EPOCH_MARKS_EVERYTHING

}
