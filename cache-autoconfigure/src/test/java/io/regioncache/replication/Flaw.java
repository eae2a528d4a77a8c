package io.regioncache.replication;

/**
 * What a mutant of the protocol does wrong. Each must be found broken by the simulation.
 */
enum Flaw {

	/** The lease is taken when the value is stored, not before it is loaded. */
	LATE_LEASE,

	/** Entries of a former epoch are compared by their number. */
	EPOCH_NOT_CHECKED,

	/** A server that has fallen back goes on in the same epoch. */
	REIGN_NOT_COMPARED,

	/** A marker is dropped and the floor stays. */
	FLOOR_NOT_RAISED,

	/** The highest sequence seen counts as passed: gaps are not noticed. */
	GAPS_UNSEEN,

	/** A gap is noticed only if a record follows. */
	TAIL_NOT_TOLD,

	/** Records of a log that has begun anew are taken to follow the cursor. */
	EPOCH_OF_LOG_NOT_COMPARED,

	/** The cursor is stored first, its records are applied later. */
	CURSOR_BEFORE_APPLY,

	/** The cursor is not compared, but incremented by what was fetched. */
	CURSOR_INCREMENTED,

	/** The record is added to the log after the marker, in a step of its own. */
	RECORD_OUTSIDE_THE_SCRIPT,

	/** A page is applied though it ends in the middle of a step. */
	HALF_A_STEP_APPLIED,

	/** A record that was already applied is applied again. */
	DUPLICATE_APPLIED_TWICE,

	/** An epoch that was never heard of is learned, and nothing is marked. */
	UNKNOWN_EPOCH_NOT_FLUSHED,

	/** The tail is noted after the markers and the floor were read. */
	TAIL_AFTER_MARKERS,

	/** The positions are read after the markers. */
	POSITIONS_AFTER_MARKERS,

	/** The floor is read before the markers. */
	FLOOR_BEFORE_MARKERS,

	/** The floor is not read. */
	FLOOR_NOT_READ,

	/** A transfer goes on although the source has begun a new epoch. */
	TRANSFER_ACROSS_EPOCHS,

	/** Only markers above the cursor's clock are transferred. */
	MARKERS_ABOVE_THE_CURSOR_ONLY,

	/** A transfer leaves no record. */
	TRANSFER_NOT_LOGGED,

	/** Without a cursor, the tail is where to go on. */
	LOST_CURSOR_TAKES_THE_TAIL,

	/** A new source is read from the former one's position. */
	NEW_SOURCE_AT_OLD_POSITION,

	/** A value that arrives is stored under the lease of that moment, unjudged. */
	VALUE_RESTAMPED_ON_ARRIVAL,

	/** A value travels with what its region had applied when the load had ended. */
	VECTOR_FROM_THE_END,

	/** A value is accepted though it says nothing of an epoch. */
	EPOCH_UNKNOWN_TO_THE_VECTOR,

	/** A put takes its lease and its vector when the value is there. */
	PUT_LEASES_AFTER_THE_BODY;

	/**
	 * Whether it takes values that are shipped to find it.
	 */
	boolean isOfValues() {
		return compareTo(VALUE_RESTAMPED_ON_ARRIVAL) >= 0;
	}

}
