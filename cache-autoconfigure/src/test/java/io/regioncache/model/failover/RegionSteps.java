package io.regioncache.model.failover;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.BiConsumer;

import io.regioncache.model.failover.Region.Ancestor;
import io.regioncache.model.failover.Region.Kind;
import io.regioncache.model.failover.Region.Logged;
import org.jspecify.annotations.Nullable;

/**
 * What happens on the servers: a reign begins, a region reads the other's log, a region
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
		begun.heardEpoch = Region.NONE;
		begun.heardTail = 0;
		begun.witness = false;
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
		RegionDraft named = Region.of(epoch, nothing, Region.NONE, lineage, 0, null).draft();
		last.ifPresent((former) -> named.raise(former, 0));
		return named.done();
	}

	void replication(Fleet fleet, int at, BiConsumer<String, Fleet> next) {
		Region region = fleet.region(at);
		Region source = fleet.other(at);
		if (fleet.cut()) {
			return;
		}
		int read = region.cursorRead();
		if (region.cursorEpoch() != source.epoch()) {
			Ancestor branch = branch(source, region.cursorEpoch());
			if (branch == null) {
				next.accept("transfers the state", fleet.with(at, region.draft().transfer(source, this.rules).done()));
				return;
			}
			read = this.rules.keep(Rule.CURSOR_CUT) ? Math.min(read, branch.tail()) : read;
		}
		if (read < source.log().size()) {
			Logged record = source.log().get(read);
			RegionDraft after = region.draft();
			if (record.sequence() > region.applied(record.epoch())) {
				after.take(record, false);
				if (record.kind() == Kind.BEGUN && !this.rules.keep(Rule.SETTLED_BY_COMPLETION)) {
					after.settled |= record.epochs();
				}
			}
			next.accept("applies " + record.kind(), fleet.with(at, after.cursor(source.epoch(), read + 1).done()));
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
		Region other = fleet.other(at);
		if (region.complete()) {
			return;
		}
		boolean taken = hears(region, other)
				&& (region.cursorEpoch() == region.heardEpoch() || region.cursorEpoch() == other.epoch())
				&& region.cursorRead() >= region.heardTail();
		int missing = missing(fleet, region, at);
		if ((taken || this.rules.alone() || !this.rules.keep(Rule.OTHERS_ASKED))
				&& (missing == 0 || !this.rules.keep(Rule.PROCESSES_AWAITED))) {
			next.accept("has recovered", fleet.with(at, completed(fleet, region, Kind.COMPLETE, 0).done()));
		}
		// Those that are neither up nor known to be the former id of one that is
		int silent = missing;
		for (Node node : fleet.nodes()) {
			silent &= node.isUp() ? ~node.ownIds() : -1;
		}
		boolean unreachable = !this.rules.alone() && (fleet.cut() || !testifies(other));
		if (this.rules.keep(Rule.GIVES_UP) && (silent != 0 || unreachable || this.rules.impatient())) {
			giveUp(fleet, at, missing, next);
		}
	}

	private static int missing(Fleet fleet, Region region, int at) {
		int missing = 0;
		for (int id = 0; id < fleet.ids(); id++) {
			if (Fleet.homeOf(id) == at && region.isRegistered(id) && !Region.has(region.redriven(), id)) {
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

	boolean testifies(Region other) {
		return other.witness() || !this.rules.keep(Rule.WITNESS_REQUIRED);
	}

	boolean hears(Region region, Region other) {
		return region.heardEpoch() != Region.NONE
				&& (region.heardEpoch() == other.epoch() || !this.rules.keep(Rule.HEARD_BY_EPOCH));
	}

}
