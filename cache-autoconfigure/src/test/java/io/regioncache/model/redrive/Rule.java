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
	OVER_WHEN_SETTLED,

	/** At home entries of former epochs are not served before it is decided. */
	OLD_ENTRIES_WAIT,

	/** Their leases count up to the clock that has survived. */
	LOST_LEASES_CUT,

	/** An epoch counts for which the other regions vouch, not any former one. */
	EPOCHS_VOUCHED_FOR,

	/** A region that has marked everything vouches for nothing before that. */
	VOUCHED_SINCE_EVERYTHING,

	/** A region vouches once it awaits nobody. */
	VOUCHED_WHEN_SETTLED,

	/** Home has read what the other regions had written when they were asked. */
	TAIL_READ,

	/** All of them, not one. */
	ALL_ARE_ASKED,

	/** What was invalidated at home alone comes back by way of the others. */
	HOME_ONLY_COMES_BACK,

	/** A region whose log does not tell it any more costs the entries. */
	TRANSFER_GIVES_UP,

	/** Who begins an epoch where nothing is left names the former one. */
	EMPTY_NAMES_ITS_FORMER,

	/** Nothing of the log of the former epoch is left there. */
	EMPTY_LOG_BEGINS_ANEW,

	/** A region that was added is read from the beginning of its log. */
	MET_FROM_THE_BEGINNING

}
