package io.regioncache.replication;

/**
 * What goes wrong in a simulation.
 */
enum Fault {

	/** As after FLUSHALL, or a restart without persistence. */
	LOSES_EVERYTHING,

	/** Entries and the log are still there. */
	LOSES_METADATA,

	/** With all its data. */
	RESTARTS,

	/** A replica catches up, or a snapshot is written. */
	SAVES,

	/** To a replica, a snapshot or a former primary. */
	FALLS_BACK,

	LOSES_LOG,

	TRIMS_LOG,

	LOG_BECOMES_UNREADABLE,

	DROPS_MARKER,

	PULLER_DIES,

	SECOND_PULLER,

	LINK_CUT,

	LINKS_HEAL,

	ANSWERS_LOST,

	ROUTES_CHANGE;

	/**
	 * Whether a region begins a new epoch after it.
	 */
	boolean endsEpoch() {
		return this == LOSES_EVERYTHING || this == LOSES_METADATA || this == RESTARTS || this == FALLS_BACK;
	}

}
