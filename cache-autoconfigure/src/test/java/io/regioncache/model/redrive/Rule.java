package io.regioncache.model.redrive;

/**
 * The rules of the protocol. A mutant breaks one of them and must be found broken.
 */
enum Rule {

	/** Not only until one of the other regions has read it. */
	KEPT_UNTIL_ALL_HAVE_READ,

	/** Before the first invalidation returns. */
	REGISTRATION_READ,

	/** Not only by one of the other regions. */
	REGISTRATION_READ_BY_ALL,

	/** Whoever reads a registration has read before what was sent again. */
	SENT_AGAIN_BEFORE_REGISTERED,

	SCRIPT_ASKS_REGISTRATION,

	/** Of former epochs nobody is removed who has not sent again. */
	REMOVED_IN_PRESENT_EPOCH,

	/** An answer that comes when a later epoch is known does not count. */
	LATE_ANSWER_REFUSED,

	/** Another region waits for those that it knows. */
	WRITERS_AWAITED,

	/** Who does not come back costs everything. */
	LATE_MEANS_EVERYTHING,

	/**
	 * A region that has fallen back itself believes nothing before it has been level
	 * again.
	 */
	LEVEL_SINCE_OWN_EPOCH,

	/** What was read beyond the branch is not part of the log any more. */
	CURSOR_CUT,

	/** A state transfer into another epoch tells nothing of who was to be awaited. */
	TRANSFER_MARKS,

	/** A former epoch is over, for tokens, when nobody is awaited any more. */
	OVER_WHEN_SETTLED

}
