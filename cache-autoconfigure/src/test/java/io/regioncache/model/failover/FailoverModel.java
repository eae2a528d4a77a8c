package io.regioncache.model.failover;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.regioncache.model.failover.Fleet.Returned;
import io.regioncache.model.failover.Node.Kept;
import io.regioncache.model.failover.Region.Cursor;
import org.jspecify.annotations.Nullable;

/**
 * A server is replaced by one that lacks the end of its data: what was cached stays warm,
 * and no invalidation is lost.
 * <p>
 * Two regions or three, each with one server; each pulls the others' logs, or that of the
 * hub. The processes of a region keep what they have invalidated until another region has
 * it. After a fail-over the region recovers: it takes what the others had applied, its
 * processes send again what they have kept, and then older entries count again. Where
 * that cannot be, one record marks everything. The others decide nothing: they read on
 * where the new epoch's log branches off, and an epoch that is new to them marks nothing.
 * A script is one step; the fail-over and the first attach, which begins the epoch, are
 * one step too, since no answer counts before the attach.
 */
final class FailoverModel {

	private final Rules rules;

	private final RegionSteps regions;

	private final NodeSteps nodes;

	private final Strikes strikes;

	FailoverModel(Rules rules) {
		this.rules = rules;
		this.regions = new RegionSteps(rules);
		this.nodes = new NodeSteps(rules);
		this.strikes = new Strikes(this.regions);
	}

	void steps(Fleet fleet, BiConsumer<String, Fleet> next) {
		for (int at = 0; at < fleet.size(); at++) {
			String name = Fleet.name(at) + ' ';
			this.regions.replication(fleet, at, (label, after) -> next.accept(name + label, settled(after)));
			this.regions.recovery(fleet, at, (label, after) -> next.accept(name + label, settled(after)));
		}
		for (int who = 0; who < fleet.nodes().size(); who++) {
			String name = "process " + who + ' ';
			this.nodes.process(fleet, who, (label, after) -> next.accept(name + label, settled(after)));
		}
		for (int who = 0; who < fleet.loads().size(); who++) {
			String name = "reader in " + Fleet.name(fleet.loads().get(who).home()) + ' ';
			this.nodes.load(fleet, who, (label, after) -> next.accept(name + label, after));
		}
		if (fleet.cut() && !this.rules.alone()) {
			next.accept("link healed", fleet.withCut(false));
		}
	}

	void faults(Fleet fleet, BiConsumer<String, Fleet> next) {
		this.strikes.from(fleet, (label, after) -> next.accept(label, settled(after)));
	}

	/**
	 * What makes no difference later is done at once; what is learned of the other region
	 * too: the sooner, the worse.
	 */
	private Fleet settled(Fleet fleet) {
		Fleet settled = fleet;
		for (int at = 0; at < fleet.size(); at++) {
			Region region = settled.region(at);
			Region learned = learned(settled, at);
			settled = learned.equals(region) ? settled : settled.with(at, learned);
		}
		for (int who = 0; who < settled.nodes().size(); who++) {
			Node node = settled.node(who);
			Node learned = node.isUp() ? learned(settled, node) : node;
			settled = learned.equals(node) ? settled : settled.with(who, learned);
		}
		if (settled.returned().isEmpty()) {
			return settled;
		}
		List<Returned> returned = new ArrayList<>();
		for (Returned item : settled.returned()) {
			int reached = 0;
			for (int at = 0; at < fleet.size(); at++) {
				reached |= item.isPassedBy(settled.region(at)) ? 1 << at : 0;
			}
			returned.add(item.reaching(reached));
		}
		return returned.equals(settled.returned()) ? settled : settled.withReturned(List.copyOf(returned));
	}

	private Region learned(Fleet fleet, int at) {
		RegionDraft after = fleet.region(at).draft();
		for (int from = 0; from < fleet.size(); from++) {
			if (fleet.areNeighbors(at, from) && fleet.areLinked(at, from)) {
				learn(fleet, at, from, after);
			}
		}
		return after.done();
	}

	private void learn(Fleet fleet, int at, int from, RegionDraft after) {
		Region region = fleet.region(at);
		Region other = fleet.region(from);
		Cursor cursor = region.cursors().get(from);
		if (cursor.epoch() == other.epoch() && cursor.read() >= other.trimmed()) {
			int end = other.log().size();
			int read = cursor.read();
			while (read < end && other.log().get(read).isAppliedTo(region)) {
				read++;
			}
			if (read > cursor.read()) {
				after.cursor(from, cursor.epoch(), read);
			}
			if (read == end && (other.complete() || !this.rules.keep(Rule.LEVEL_WITH_COMPLETE))) {
				after.witness |= 1 << from;
			}
		}
		if (!region.complete() && this.regions.testifies(fleet, from, at) && !this.regions.hears(fleet, at, from)) {
			after.heard = Region.with(after.heard, from, new Cursor(other.epoch(), other.log().size()));
		}
	}

	private Node learned(Fleet fleet, Node node) {
		if (node.kept().isEmpty() && (node.confirmed() || node.id() == Region.NONE)) {
			return node;
		}
		List<Kept> kept = new ArrayList<>();
		for (Kept item : node.kept()) {
			if (!item.returned() || !isElsewhere(fleet, node, item)) {
				kept.add(item);
			}
		}
		boolean confirmed = node.confirmed() || (node.id() != Region.NONE
				&& confirms(fleet, node).anyMatch((region) -> Region.has(region.known(), node.id())));
		return node.with(node.todo(), List.copyOf(kept)).confirmed(confirmed);
	}

	private boolean isElsewhere(Fleet fleet, Node node, Kept item) {
		if (!this.rules.keep(Rule.KEPT_UNTIL_APPLIED_ELSEWHERE)) {
			return true;
		}
		return confirms(fleet, node).anyMatch((region) -> region.applied(item.epoch()) >= item.sequence());
	}

	/**
	 * Whose word a process takes for what its region may lose.
	 */
	private Stream<Region> confirms(Fleet fleet, Node node) {
		Stream<Region> replica = Stream.of(fleet.saved().get(node.home()));
		Stream<Region> others = IntStream.range(0, fleet.size())
			.filter((at) -> fleet.areNeighbors(at, node.home()))
			.mapToObj(fleet::region);
		if (this.rules.alone()) {
			return replica;
		}
		return this.rules.keep(Rule.REPLICA_IS_NOT_ENOUGH) ? others : Stream.concat(replica, others);
	}

	/**
	 * Nothing is served that is older than an invalidation the region has had.
	 * @param warm bits: regions in which nothing may have been marked
	 */
	@Nullable String wrong(Fleet fleet, int warm) {
		for (int at = 0; at < fleet.size(); at++) {
			Region region = fleet.region(at);
			if (region.entry() != null && region.isValid(this.rules)) {
				for (Returned item : fleet.returned()) {
					if (Region.has(item.reached(), at) && region.entry().version() < item.version()) {
						return "%s serves version %d, and has had the invalidation for %d".formatted(Fleet.name(at),
								region.entry().version(), item.version());
					}
				}
			}
		}
		return ((fleet.flushed() & warm) != 0) ? "everything was marked although nobody had died" : null;
	}

	@Nullable String wrongAtRest(Fleet fleet) {
		for (int at = 0; at < (this.rules.alone() ? 1 : fleet.size()); at++) {
			Region region = fleet.region(at);
			if (!region.complete()) {
				return Fleet.name(at) + " recovers for ever";
			}
			if (region.entry() != null && region.isValid(this.rules)) {
				for (Returned item : fleet.returned()) {
					if (region.entry().version() < item.version()) {
						return "%s serves version %d for ever, %d is lost".formatted(Fleet.name(at),
								region.entry().version(), item.version());
					}
				}
			}
		}
		for (int who = 0; who < fleet.nodes().size() && !this.rules.alone(); who++) {
			Node node = fleet.node(who);
			if (node.isUp() && (node.todo() > 0 || !node.kept().isEmpty())) {
				return "process " + who + " waits for ever";
			}
		}
		return null;
	}

}
