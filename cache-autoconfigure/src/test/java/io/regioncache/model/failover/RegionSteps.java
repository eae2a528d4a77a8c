package io.regioncache.model.failover;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

import io.regioncache.model.failover.Region.Ancestor;
import io.regioncache.model.failover.Region.Cursor;
import io.regioncache.model.failover.Region.Kind;
import io.regioncache.model.failover.Region.Logged;
import org.jspecify.annotations.Nullable;

/**
 * What happens on the servers: a reign begins, a region reads another's log, a region
 * recovers.
 */
record RegionSteps(Rules rules) {

	/**
	 * The first attach under a new reign: an epoch that names what it descends from.
	 * Without metadata a process names it.
	 */
	Fleet begin(Fleet fleet, int at, @Nullable Region found) {
		int epoch = fleet.homes().size();
		if (found != null && !this.rules.keep(Rule.NEW_EPOCH)) {
			return fleet.with(at, found);
		}
		RegionDraft begun = ((found != null) ? found : named(fleet, at, epoch)).draft();
		if (found != null) {
			begun.lineage = Region.and(found.lineage(), new Ancestor(found.epoch(), found.clock(), found.log().size()));
		}
		begun.epoch = epoch;
		begun.raise(epoch, 0);
		begun.complete = false;
		begun.clock++;
		begun.begun = begun.clock;
		begun.redriven = this.rules.keep(Rule.REDRIVEN_BY_EPOCH) ? 0 : begun.redriven;
		begun.heard = Cursor.none(fleet.size());
		begun.witness = 0;
		int predecessors = 0;
		for (Ancestor ancestor : begun.lineage) {
			predecessors |= 1 << ancestor.epoch();
		}
		return fleet.with(at, begun.issue(Kind.BEGUN, 0, 0, predecessors).done()).withEpochOf(at);
	}

	private static Region named(Fleet fleet, int at, int epoch) {
		OptionalInt last = fleet.nodes()
			.stream()
			.filter((node) -> node.home() == at && node.isUp())
			.mapToInt(Node::epoch)
			.max();
		List<Integer> nothing = fleet.region(at).applied().stream().map((any) -> Region.NONE).toList();
		List<Ancestor> lineage = last.isPresent() ? List.of(new Ancestor(last.getAsInt(), Region.NONE, 0)) : List.of();
		RegionDraft named = Region.of(epoch, nothing, Cursor.none(fleet.size()), lineage, 0, null).draft();
		last.ifPresent((former) -> named.raise(former, 0));
		return named.done();
	}

	void replication(Fleet fleet, int at, BiConsumer<String, Fleet> next) {
		for (int from = 0; from < fleet.size(); from++) {
			if (fleet.areNeighbors(at, from) && fleet.areLinked(at, from)) {
				replication(fleet, at, from, next);
			}
		}
	}

	private void replication(Fleet fleet, int at, int from, BiConsumer<String, Fleet> next) {
		Region region = fleet.region(at);
		Region source = fleet.region(from);
		Cursor cursor = region.cursors().get(from);
		int read = cursor.read();
		if (cursor.epoch() != source.epoch()) {
			Ancestor branch = branch(source, cursor.epoch());
			if (branch == null) {
				next.accept("transfers the state of " + Fleet.name(from),
						fleet.with(at, region.draft().transfer(from, source, this.rules).done()));
				return;
			}
			read = this.rules.keep(Rule.CURSOR_CUT) ? Math.min(read, branch.tail()) : read;
		}
		if (read < source.trimmed()) {
			if (this.rules.keep(Rule.GAP_IS_TRANSFERRED)) {
				next.accept("transfers what " + Fleet.name(from) + " has trimmed",
						fleet.with(at, region.draft().transfer(from, source, this.rules).done()));
				return;
			}
			read = source.trimmed();
		}
		if (read < source.log().size()) {
			Logged record = source.log().get(read);
			RegionDraft after = region.draft();
			boolean news = !record.isAppliedTo(region);
			if (news && record.kind() == Kind.TRANSFERRED) {
				next.accept("transfers what " + Fleet.name(from) + " has",
						fleet.with(at, after.transfer(from, source, this.rules).done()));
				return;
			}
			if (news) {
				after.take(record, false);
				if (record.kind() == Kind.BEGUN && !this.rules.keep(Rule.SETTLED_BY_COMPLETION)) {
					after.settled |= record.epochs();
				}
			}
			next.accept("applies " + record.kind() + " of " + Fleet.name(from),
					fleet.with(at, after.cursor(from, source.epoch(), read + 1).done()));
		}
	}

	private static @Nullable Ancestor branch(Region source, int epoch) {
		for (Ancestor ancestor : source.lineage()) {
			if (ancestor.epoch() == epoch) {
				return ancestor;
			}
		}
		return null;
	}

	void recovery(Fleet fleet, int at, BiConsumer<String, Fleet> next) {
		Region region = fleet.region(at);
		if (region.complete()) {
			return;
		}
		int missing = missing(fleet, region, at);
		if ((this.rules.alone() || !this.rules.keep(Rule.OTHERS_ASKED) || hasTaken(fleet, at))
				&& (missing == 0 || !this.rules.keep(Rule.PROCESSES_AWAITED))) {
			next.accept("has recovered", fleet.with(at, completed(fleet, region, Kind.COMPLETE, 0).done()));
		}
		// Those that are neither up nor known to be the former id of one that is
		int silent = missing;
		for (Node node : fleet.nodes()) {
			silent &= node.isUp() ? ~node.ownIds() : -1;
		}
		boolean unreachable = !this.rules.alone() && !canBeTaken(fleet, at);
		if (this.rules.keep(Rule.GIVES_UP) && (silent != 0 || unreachable || this.rules.impatient())) {
			giveUp(fleet, at, missing, next);
		}
	}

	/**
	 * Whether the region has what others had when they were asked.
	 */
	private boolean hasTaken(Fleet fleet, int at) {
		Region region = fleet.region(at);
		return ofNeighbors(fleet, at, (from) -> {
			Cursor cursor = region.cursors().get(from);
			Cursor heard = region.heard().get(from);
			return hears(fleet, at, from)
					&& (cursor.epoch() == heard.epoch() || cursor.epoch() == fleet.region(from).epoch())
					&& cursor.read() >= heard.read();
		});
	}

	private boolean canBeTaken(Fleet fleet, int at) {
		return ofNeighbors(fleet, at, (from) -> fleet.areLinked(at, from) && testifies(fleet, from, at));
	}

	private boolean ofNeighbors(Fleet fleet, int at, IntPredicate has) {
		IntStream neighbors = IntStream.range(0, fleet.size()).filter((from) -> fleet.areNeighbors(at, from));
		return this.rules.keep(Rule.ALL_TESTIFY) ? neighbors.allMatch(has) : neighbors.anyMatch(has);
	}

	private static int missing(Fleet fleet, Region region, int at) {
		int missing = 0;
		for (int id = 0; id < fleet.ids(); id++) {
			if (fleet.homeOf(id) == at && region.isRegistered(id) && !Region.has(region.redriven(), id)) {
				missing |= 1 << id;
			}
		}
		return missing;
	}

	private void giveUp(Fleet fleet, int at, int missing, BiConsumer<String, Fleet> next) {
		Region region = fleet.region(at);
		if (!this.rules.keep(Rule.GIVING_UP_MARKS)) {
			next.accept("gives up", fleet.with(at, completed(fleet, region, Kind.COMPLETE, missing).done()));
		}
		else if (!this.rules.keep(Rule.EVERYTHING_LOGGED)) {
			RegionDraft after = completed(fleet, region, Kind.COMPLETE, missing);
			after.all = after.begun;
			next.accept("gives up", fleet.with(at, after.done()));
		}
		else if (this.rules.keep(Rule.REMOVED_IN_RECORD_OF_EVERYTHING)) {
			next.accept("gives up", fleet.with(at, completed(fleet, region, Kind.EVERYTHING, missing).done()));
		}
		else if (missing != 0) {
			next.accept("removes the missing",
					fleet.with(at, region.draft().issue(Kind.REMOVED, missing, 0, 0).done()));
		}
		else {
			next.accept("gives up", fleet.with(at, completed(fleet, region, Kind.EVERYTHING, 0).done()));
		}
	}

	private RegionDraft completed(Fleet fleet, Region region, Kind kind, int missing) {
		int home = fleet.homes().get(region.epoch());
		int former = 0;
		for (int epoch = 0; epoch < fleet.homes().size(); epoch++) {
			if (fleet.homes().get(epoch) == home && epoch != region.epoch() && region.applied(epoch) != Region.NONE) {
				former |= 1 << epoch;
			}
		}
		RegionDraft after = region.draft();
		after.complete = true;
		return after.issue(kind, missing, 0, former);
	}

	/**
	 * Whether a region's word counts in the recovery of another.
	 */
	boolean testifies(Fleet fleet, int from, int of) {
		return Region.has(fleet.region(from).witness(), of) || !this.rules.keep(Rule.WITNESS_REQUIRED);
	}

	boolean hears(Fleet fleet, int at, int from) {
		Cursor heard = fleet.region(at).heard().get(from);
		return heard.epoch() != Region.NONE
				&& (heard.epoch() == fleet.region(from).epoch() || !this.rules.keep(Rule.HEARD_BY_EPOCH));
	}

}
