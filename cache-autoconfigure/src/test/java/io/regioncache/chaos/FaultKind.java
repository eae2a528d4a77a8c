package io.regioncache.chaos;

/**
 * What is done to regions, and where.
 */
enum FaultKind {

	/** The server is killed and starts empty. */
	RESTART_EMPTY(Place.SINGLE),

	/** The server is killed and starts with what it had persisted. */
	RESTART(Place.SINGLE),

	/** The server is killed and starts from a snapshot taken earlier. */
	OLD_SNAPSHOT(Place.SINGLE),

	/** The server loses the end of its append-only file. */
	TAIL_CUT(Place.SINGLE),

	/** The clock of the server jumps, forward or back. */
	CLOCK_JUMP(Place.SINGLE),

	/** The replica takes over and lacks the last writes. */
	FAILOVER_LOST_TAIL(Place.PAIR),

	/** The former primary comes back with its own data after the other has reigned. */
	OLD_PRIMARY_BACK(Place.PAIR),

	/** Both are primaries, and some clients stay with the old one. */
	SPLIT_BRAIN(Place.PAIR),

	/** The replica lags, so that the primary refuses writes. */
	NO_REPLICA(Place.PAIR),

	/** The server loses everything but lives on. */
	FLUSHALL(Place.SERVER),

	/** The server is frozen and goes on. */
	FREEZE(Place.SERVER),

	/** The metadata is deleted, and the entries are not. */
	METADATA_DELETED(Place.SERVER),

	/** The log is deleted. */
	LOG_DELETED(Place.SERVER),

	/** The log is trimmed to nothing or little. */
	LOG_TRIMMED(Place.SERVER),

	/** The lease of the puller is deleted, so that two of them pull. */
	TWO_PULLERS(Place.SERVER),

	/** Two regions do not hear of each other. */
	CUT(Place.LINK),

	/** One region does not hear of another. */
	CUT_ONE_WAY(Place.LINK),

	/** Connections are accepted and nothing is answered. */
	BLACK_HOLE(Place.LINK),

	/** Connections are reset. */
	RESET(Place.LINK),

	/** Connections are refused. */
	REFUSE(Place.LINK),

	/** Messages are delayed by various times. */
	JITTER(Place.LINK),

	/** Connections end in the middle of a message. */
	CLOSE_IN_MESSAGE(Place.LINK),

	/** A link becomes long. */
	DISTANCE(Place.DISTANCE),

	/** A link becomes narrow. */
	NARROW(Place.DISTANCE),

	/** A process ends in good order and another takes its place. */
	NODE_REPLACED(Place.NODE),

	/** A region is made the hub. */
	PROMOTED(Place.HUB),

	/** The hub is cut off, and another region is made the hub meanwhile. */
	PROMOTED_UNDER_PARTITION(Place.HUB),

	/** A region is drained, and restored. */
	DRAINED(Place.HUB);

	private final Place place;

	FaultKind(Place place) {
		this.place = place;
	}

	boolean happensAt(Place place) {
		return this.place == place;
	}

	boolean isBetweenRegions() {
		return this.place.isBetweenRegions();
	}

	/**
	 * Whether the region begins a new epoch, in which all that was cached is dead.
	 */
	boolean endsEpoch() {
		return switch (this) {
			case RESTART_EMPTY, RESTART, OLD_SNAPSHOT, TAIL_CUT, FAILOVER_LOST_TAIL, OLD_PRIMARY_BACK, SPLIT_BRAIN,
					FLUSHALL, METADATA_DELETED ->
				true;
			default -> false;
		};
	}

	/**
	 * Where a fault happens.
	 */
	enum Place {

		SINGLE, PAIR, SERVER, LINK, DISTANCE, NODE, HUB;

		boolean isBetweenRegions() {
			return this == LINK || this == DISTANCE;
		}

	}

}
