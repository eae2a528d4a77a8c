package io.regioncache.replication;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.BiConsumer;

import io.regioncache.model.LoggedRegion;
import io.regioncache.model.Model;
import io.regioncache.model.ModelRegion;
import io.regioncache.replication.Globe.Party;
import io.regioncache.replication.Globe.Regional;
import io.regioncache.replication.Globe.Role;
import io.regioncache.replication.Globe.Strike;
import io.regioncache.replication.SimulatedRegion.Stored;
import io.regioncache.store.log.Cursor;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.log.Position;
import org.jspecify.annotations.Nullable;

/**
 * Regions that replicate, in every order of what their callers and pullers do.
 *
 * @param flaw what a mutant does wrong
 */
record ReplicationModel(@Nullable Flaw flaw) {

	Model<Globe> of(int regions, boolean primed, List<Party> parties, Strike... strikes) {
		List<Regional> all = new ArrayList<>();
		for (int at = 0; at < regions; at++) {
			LoggedRegion region = LoggedRegion.LOST.attach("reign", at + 1);
			for (int other = 0; other < regions; other++) {
				if (other != at) {
					region = region.learn(other + 1, 0)
						.withCursor(ReplayedRound.name(other), new Cursor(other + 1, 0, 0));
				}
			}
			all.add(new Regional(region, primed ? new Stored(region.region().lease(), 0) : null));
		}
		return Model.of(new Globe(all, parties, List.of(strikes), 0, regions, List.of(), null), this::steps)
			.withFaults(this::faults)
			.always(ReplicationModel::passedIsNotServed)
			.atRest(ReplicationModel::converged);
	}

	private void steps(Globe globe, BiConsumer<String, Globe> next) {
		for (int who = 0; who < globe.parties().size(); who++) {
			Party me = globe.parties().get(who);
			int at = who;
			BiConsumer<String, Globe> named = (label, after) -> next
				.accept(me.role() + " " + at + " in " + ReplayedRound.name(me.region()) + " " + label, after);
			switch (me.role()) {
				case WRITER, OTHER_WRITER -> write(globe, who, named);
				case LOADER -> load(globe, who, named);
				case PULLER -> pull(globe, who, named);
			}
		}
	}

	private void write(Globe globe, int who, BiConsumer<String, Globe> next) {
		Party me = globe.parties().get(who);
		LoggedRegion state = globe.region(me.region()).state();
		if (me.stage() == 0 && me.role() == Role.WRITER) {
			next.accept("commits", globe.committed().with(who, me.next(null, globe.database() + 1)));
		}
		else if (me.stage() == 0) {
			next.accept("invalidates something else",
					globe.with(me.region(), state.invalidate(List.of(Globe.OTHER), false, false, 0))
						.with(who, me.next(null, 0)));
		}
		else if (me.stage() == 1 && me.role() == Role.WRITER) {
			LoggedRegion after = state.invalidate(List.of(Globe.KEY), false, false, 0);
			Position position = new Position(after.epoch(), after.applied().getOrDefault(after.epoch(), 0L));
			next.accept("invalidates",
					globe.with(me.region(), after).written(position, me.version()).with(who, me.next(null, 0)));
		}
	}

	private void load(Globe globe, int who, BiConsumer<String, Globe> next) {
		Party me = globe.parties().get(who);
		Regional region = globe.region(me.region());
		Lease lease = me.lease();
		if (me.stage() == 0 && !region.serves()) {
			next.accept("misses", globe.with(who, me.next(region.state().region().lease(), 0)));
		}
		else if (me.stage() == 1) {
			next.accept("loads", globe.with(who, me.next(lease, globe.database())));
		}
		else if (me.stage() == 2 && lease != null) {
			next.accept("stores", globe.with(me.region(), new Regional(region.state(), new Stored(lease, me.version())))
				.with(who, me.next(null, 0)));
		}
	}

	private void pull(Globe globe, int who, BiConsumer<String, Globe> next) {
		Party me = globe.parties().get(who);
		Cursor cursor = globe.region(me.region()).state().cursors().get(ReplayedRound.name(me.source()));
		Cursor tail = globe.region(me.source()).state().tail();
		boolean level = cursor != null && cursor.epoch() == tail.epoch() && cursor.sequence() == tail.sequence();
		if (!me.answers().isEmpty() || (!level && !looksLevel(cursor, globe.region(me.source()).state()))) {
			next.accept("pulls from " + ReplayedRound.name(me.source()), ReplayedRound.step(this.flaw, globe, who));
		}
	}

	/**
	 * Whether this mutant sees nothing to do.
	 */
	private boolean looksLevel(@Nullable Cursor cursor, LoggedRegion source) {
		return this.flaw == Flaw.TAIL_NOT_TOLD && cursor != null && cursor.epoch() == source.epoch()
				&& source.log().stream().noneMatch((record) -> record.at().sequence() > cursor.sequence());
	}

	private void faults(Globe globe, BiConsumer<String, Globe> next) {
		for (Strike strike : new LinkedHashSet<>(globe.strikes())) {
			Globe after = strike(globe, strike);
			if (after != globe) {
				next.accept(ReplayedRound.name(strike.region()) + " " + strike.fault(), after.without(strike));
			}
		}
	}

	private Globe strike(Globe globe, Strike strike) {
		int at = strike.region();
		Regional region = globe.region(at);
		LoggedRegion state = region.state();
		return switch (strike.fault()) {
			case LOSES_EVERYTHING ->
				globe.begins().with(at, new Regional(LoggedRegion.LOST.attach("reign", globe.epochs() + 1), null));
			case SAVES -> globe.saves(region);
			case FALLS_BACK -> (globe.saved() != null) ? fallBack(globe, at, globe.saved()) : globe;
			case TRIMS_LOG -> state.log().isEmpty() ? globe
					: globe.with(at, state.withLog(state.log().subList(1, state.log().size())));
			case DROPS_MARKER ->
				(state.region().marker(Globe.KEY).latest() > 0) ? globe.with(at, dropped(state)) : globe;
			case PULLER_DIES -> restarted(globe, at);
			case ROUTES_CHANGE -> rerouted(globe, at);
			default -> throw new IllegalArgumentException(strike.toString());
		};
	}

	private LoggedRegion dropped(LoggedRegion state) {
		ModelRegion region = state.region();
		ModelRegion dropped = region.drop(Globe.KEY);
		return state.with((this.flaw == Flaw.FLOOR_NOT_RAISED)
				? new ModelRegion(region.reign(), region.epoch(), region.clock(), region.floor(), dropped.markers())
				: dropped);
	}

	private Globe fallBack(Globe globe, int at, Regional saved) {
		if (this.flaw == Flaw.REIGN_NOT_COMPARED) {
			return globe.with(at, saved);
		}
		return globe.begins()
			.with(at, new Regional(saved.state().attach("reign" + globe.epochs(), globe.epochs() + 1), saved.entry()));
	}

	private static Globe restarted(Globe globe, int at) {
		Globe after = globe;
		for (int who = 0; who < globe.parties().size(); who++) {
			Party party = globe.parties().get(who);
			if (party.role() == Role.PULLER && party.region() == at && !party.answers().isEmpty()) {
				after = after.with(who, party.told(List.of()));
			}
		}
		return after;
	}

	/**
	 * A spoke that reads from A turns to C, and the other way round.
	 */
	private Globe rerouted(Globe globe, int at) {
		Globe after = globe;
		for (int who = 0; who < globe.parties().size(); who++) {
			Party party = globe.parties().get(who);
			if (party.role() == Role.PULLER && party.region() == at) {
				int source = 2 - party.source();
				after = after.with(who, party.from(source));
				LoggedRegion state = after.region(at).state();
				Cursor old = state.cursors().get(ReplayedRound.name(party.source()));
				if (this.flaw == Flaw.NEW_SOURCE_AT_OLD_POSITION && old != null) {
					after = after.with(at, state.withCursor(ReplayedRound.name(source),
							new Cursor(after.region(source).state().epoch(), old.sequence(), old.clock())));
				}
			}
		}
		return after;
	}

	private static @Nullable String passedIsNotServed(Globe globe) {
		for (int at = 0; at < globe.regions().size(); at++) {
			Regional region = globe.region(at);
			if (region.serves()) {
				for (Globe.Write write : globe.writes()) {
					Long passed = region.state().applied().get(write.position().epoch());
					if (region.version() < write.version() && passed != null && passed >= write.position().sequence()) {
						return "%s has passed version %d and serves %d".formatted(ReplayedRound.name(at),
								write.version(), region.version());
					}
				}
			}
		}
		return null;
	}

	private static @Nullable String converged(Globe globe) {
		for (int at = 0; at < globe.regions().size(); at++) {
			Regional region = globe.region(at);
			if (region.serves() && region.version() != globe.database()) {
				return "%s serves version %d for ever, the database has %d".formatted(ReplayedRound.name(at),
						region.version(), globe.database());
			}
		}
		return null;
	}

}
