package io.regioncache.model.failover;

/**
 * The rules of the protocol. A mutant breaks one of them and must be found broken.
 */
enum Rule {

	/** Each reign of a server is an epoch of its own. */
	NEW_EPOCH,

	/** Entries from before count again once recovery is complete. */
	OLD_ENTRIES_WAIT,

	/** An entry of an epoch that this server does not descend from is dead. */
	LINEAGE_CHECKED,

	/** A lease of a former epoch counts up to the clock that survived. */
	LOST_LEASES_CUT,

	PROCESSES_AWAITED,

	/** What was sent again to an epoch that is lost as well does not count. */
	REDRIVEN_BY_EPOCH,

	/** Not from the answer on. */
	KEPT_BEFORE_SENT,

	KEPT_UNTIL_APPLIED_ELSEWHERE,

	/** A replica's confirmation does not count as that of the other region. */
	REPLICA_IS_NOT_ENOUGH,

	/** By the other region, before the first invalidation returns. */
	REGISTRATION_CONFIRMED,

	/**
	 * A new id with each epoch: a removal may survive on one branch, its process on
	 * another.
	 */
	REGISTRATION_BY_EPOCH,

	SCRIPT_ASKS_REGISTRATION,

	REMOVAL_WAITS_FOR_RECOVERY,

	/** Not in a record of its own before it. */
	REMOVED_IN_RECORD_OF_EVERYTHING,

	/** Recovery takes what the other region has. */
	OTHERS_ASKED,

	/** Recovery asks again where the other region's server was replaced meanwhile. */
	HEARD_BY_EPOCH,

	/**
	 * The other region has not lost its own knowledge since it was level.
	 */
	WITNESS_REQUIRED,

	/**
	 * Each region that this one shares logs with; any of them may have what others lack.
	 */
	ALL_TESTIFY,

	/** A region does not become a witness of one that is recovering. */
	LEVEL_WITH_COMPLETE,

	TRANSFER_CARRIES_REGISTRY,

	/**
	 * Or those who read this region's log never learn what it has taken over: they take
	 * over its state as well.
	 */
	TRANSFER_LEAVES_RECORD,

	/** Whoever is behind what the log still has takes over the state. */
	GAP_IS_TRANSFERRED,

	/** Another region reads on from where the new epoch's log branches off. */
	CURSOR_CUT,

	GIVES_UP,

	GIVING_UP_MARKS,

	EVERYTHING_LOGGED,

	/** For tokens: not as soon as the next epoch is known. */
	SETTLED_BY_COMPLETION

}
