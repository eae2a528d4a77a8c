package io.regioncache.model.redrive;

import java.util.List;

/**
 * The region that invalidates, its writers, the regions that read its log, and what may
 * still happen.
 *
 * @param saved what a replica of the server has
 * @param first an old snapshot of the server
 * @param former the server that was replaced
 * @param snapshots of the other regions
 * @param epochOf for each id the epoch it was drawn in
 * @param cut bits: readers that cannot reach the server
 * @param flooded bits: readers in which everything was marked
 * @param returned the invalidations whose callers were told
 * @param side what the processes do that read in the region that invalidates
 */
record World(Server server, Server saved, Server first, Server former, List<Reader> readers, List<Reader> snapshots,
		List<Writer> writers, List<Integer> epochOf, int epochs, int cut, int flooded, int database,
		List<Returned> returned, List<Strike> strikes, HomeSide side) {

	Draft draft() {
		return new Draft(this);
	}

	/**
	 * Those of some writers that are of another epoch.
	 */
	int former(int writers, int epoch) {
		int former = 0;
		for (int id = 0; id < this.epochOf.size(); id++) {
			former |= Server.has(writers, id) && this.epochOf.get(id) != epoch ? 1 << id : 0;
		}
		return former;
	}

	/**
	 * An invalidation.
	 */
	record Returned(int version, int epoch) {

	}

	/**
	 * Something that may go wrong.
	 *
	 * @param on the reader or the writer
	 */
	record Strike(What what, int on) {

	}

	enum What {

		REPLICA_CATCHES_UP, FAILS_OVER, FALLS_BACK_TO_A_SNAPSHOT, OLD_PRIMARY_COMES_BACK, LOG_TRIMMED, COMES_BACK_EMPTY,
		READER_FALLS_BACK, LINK_CUT, LOADS, DIES, PAUSES, READER_INVALIDATES, LOADS_AT_HOME

	}

	/**
	 * A world while one step changes it.
	 */
	static final class Draft {

		Server server;

		Server saved;

		Server former;

		List<Reader> readers;

		List<Writer> writers;

		List<Integer> epochOf;

		int epochs;

		int cut;

		int flooded;

		int database;

		List<Returned> returned;

		List<Strike> strikes;

		HomeSide side;

		private final World from;

		Draft(World from) {
			this.from = from;
			this.server = from.server;
			this.saved = from.saved;
			this.former = from.former;
			this.readers = from.readers;
			this.writers = from.writers;
			this.epochOf = from.epochOf;
			this.epochs = from.epochs;
			this.cut = from.cut;
			this.flooded = from.flooded;
			this.database = from.database;
			this.returned = from.returned;
			this.strikes = from.strikes;
			this.side = from.side;
		}

		Draft reader(int at, Reader reader) {
			this.readers = Server.with(this.readers, at, reader);
			return this;
		}

		Draft writer(int who, Writer writer) {
			this.writers = Server.with(this.writers, who, writer);
			return this;
		}

		World done() {
			return new World(this.server, this.saved, this.from.first, this.former, this.readers, this.from.snapshots,
					this.writers, this.epochOf, this.epochs, this.cut, this.flooded, this.database, this.returned,
					this.strikes, this.side);
		}

	}

}
