package io.regioncache.replication;

import java.util.List;
import java.util.stream.Stream;

import io.regioncache.model.Explorer;
import io.regioncache.model.Model;
import io.regioncache.model.Verdict;
import io.regioncache.replication.Globe.Party;
import io.regioncache.replication.Globe.Role;
import io.regioncache.replication.Globe.Strike;
import org.jspecify.annotations.Nullable;

/**
 * The situations of replication that are explored: A writes, B serves, C is a hub.
 */
enum ReplicationScenario {

	/** Two pullers of one log, of which one dies. */
	TWO_PULLERS(2, false, parties(writer(), other(), loader(), pull(1, 0), pull(1, 0)), strike(Fault.PULLER_DIES, 1),
			strike(Fault.TRIMS_LOG, 0)),

	/** A trimmed log, a dropped marker, a puller that dies. */
	GAPS(2, false, parties(writer(), other(), loader(), pull(1, 0)), strike(Fault.TRIMS_LOG, 0),
			strike(Fault.TRIMS_LOG, 0), strike(Fault.DROPS_MARKER, 0), strike(Fault.PULLER_DIES, 1)),

	/** The source loses everything. */
	SOURCE_LOST(2, true, parties(writer(), writer(), loader(), pull(1, 0), pull(0, 1)),
			strike(Fault.LOSES_EVERYTHING, 0)),

	/** The destination loses everything. */
	DESTINATION_LOST(2, false, parties(writer(), writer(), loader(), loader(), pull(1, 0)),
			strike(Fault.LOSES_EVERYTHING, 1)),

	/** The source fails over and loses its tail. */
	SOURCE_FALLS_BACK(2, false, parties(writer(), writer(), loader(), pull(1, 0)), strike(Fault.SAVES, 0),
			strike(Fault.FALLS_BACK, 0)),

	/** The destination fails over and loses its tail. */
	DESTINATION_FALLS_BACK(2, false, parties(writer(), writer(), loader(), loader(), pull(1, 0)),
			strike(Fault.SAVES, 1), strike(Fault.FALLS_BACK, 1)),

	/** A hub relays; the spoke changes its source twice, a log is trimmed. */
	HUB_CHANGES(3, false, parties(writer(), writer(), loader(), pull(2, 0), pull(1, 2)), strike(Fault.ROUTES_CHANGE, 1),
			strike(Fault.ROUTES_CHANGE, 1), strike(Fault.TRIMS_LOG, 0)),

	/** The hub loses everything, the spoke changes its source, a log is trimmed. */
	HUB_LOST(3, true, parties(writer(), writer(), loader(), pull(2, 0), pull(1, 2)), strike(Fault.LOSES_EVERYTHING, 2),
			strike(Fault.ROUTES_CHANGE, 1), strike(Fault.TRIMS_LOG, 0)),

	/** The source behind the hub loses everything, the spoke changes its source. */
	SOURCE_BEHIND_HUB_LOST(3, false, parties(writer(), writer(), loader(), pull(2, 0), pull(1, 2)),
			strike(Fault.LOSES_EVERYTHING, 0), strike(Fault.ROUTES_CHANGE, 1));

	private final int regions;

	private final boolean primed;

	private final List<Party> parties;

	private final Strike[] strikes;

	ReplicationScenario(int regions, boolean primed, List<Party> parties, Strike... strikes) {
		this.regions = regions;
		this.primed = primed;
		this.parties = parties;
		this.strikes = strikes;
	}

	Verdict explore(@Nullable Flaw flaw) {
		Model<Globe> model = new ReplicationModel(flaw).of(this.regions, this.primed, this.parties, this.strikes);
		return Explorer.explore(model.reaches("the last version is served", ReplicationScenario::servesLast));
	}

	private static boolean servesLast(Globe globe) {
		return globe.database() > 0 && globe.region(1).serves() && globe.region(1).version() == globe.database()
				&& globe.parties().stream().allMatch((party) -> party.answers().isEmpty());
	}

	private static List<Party> parties(Party... parties) {
		return Stream.of(parties).toList();
	}

	private static Party writer() {
		return Party.of(Role.WRITER, 0);
	}

	private static Party other() {
		return Party.of(Role.OTHER_WRITER, 0);
	}

	private static Party loader() {
		return Party.of(Role.LOADER, 1);
	}

	private static Party pull(int region, int source) {
		return Party.pull(region, source);
	}

	private static Strike strike(Fault fault, int region) {
		return new Strike(fault, region);
	}

}
