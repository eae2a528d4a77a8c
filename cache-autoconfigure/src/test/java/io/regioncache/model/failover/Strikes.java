package io.regioncache.model.failover;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.regioncache.model.failover.Fleet.Former;
import io.regioncache.model.failover.Fleet.Strike;
import io.regioncache.model.failover.Fleet.What;
import io.regioncache.model.failover.Node.Status;

/**
 * What goes wrong.
 */
record Strikes(RegionSteps servers) {

	void from(Fleet fleet, BiConsumer<String, Fleet> next) {
		for (Strike strike : new LinkedHashSet<>(fleet.strikes())) {
			List<Strike> left = new ArrayList<>(fleet.strikes());
			left.remove(strike);
			strike(fleet, strike,
					(after) -> next.accept(strike.toString(), forget(after.withStrikes(List.copyOf(left)))));
		}
	}

	private void strike(Fleet fleet, Strike strike, Consumer<Fleet> next) {
		int on = strike.on();
		switch (strike.what()) {
			case DIES -> falls(fleet, on, Status.DEAD, next);
			case PAUSES -> falls(fleet, on, Status.PAUSED, next);
			case LINK_CUT -> next.accept(fleet.withCut(true));
			case LOG_TRIMMED -> {
				// Even the newest record, as if the log were deleted
				RegionDraft trimmed = fleet.region(on).draft();
				trimmed.trimmed = trimmed.log.size();
				next.accept(fleet.with(on, trimmed.done()));
			}
			case REPLICA_CATCHES_UP -> next.accept(fleet.withSaved(Region.with(fleet.saved(), on, fleet.region(on))));
			case OLD_PRIMARY_COMES_BACK -> {
				Region former = fleet.former().get(on).region();
				if (former != null) {
					next.accept(this.servers.begin(fleet, on, former));
				}
			}
			case OLD_PRIMARY_GOES_ON -> goesOn(fleet, on, next);
			case FAILS_OVER -> next.accept(this.servers.begin(replaced(fleet, on), on, fleet.saved().get(on)));
			case FALLS_BACK_TO_A_SNAPSHOT ->
				next.accept(this.servers.begin(replaced(fleet, on), on, fleet.first().get(on)));
			case IS_EMPTIED -> next.accept(this.servers.begin(replaced(fleet, on), on, null));
			default -> throw new IllegalStateException(strike.toString());
		}
	}

	private static void falls(Fleet fleet, int who, Status status, Consumer<Fleet> next) {
		if (fleet.node(who).at() != Status.DEAD) {
			next.accept(fleet.with(who, fleet.node(who).at(status)));
		}
	}

	private static Fleet replaced(Fleet fleet, int at) {
		return fleet.withFormer(Region.with(fleet.former(), at, new Former(fleet.region(at))));
	}

	/**
	 * Nothing stops a process that has not heard of the successor.
	 */
	private static void goesOn(Fleet fleet, int at, Consumer<Fleet> next) {
		Region former = fleet.former().get(at).region();
		for (int who = 0; who < fleet.nodes().size(); who++) {
			Node node = fleet.node(who);
			if (former != null && node.home() == at && node.epoch() == former.epoch() && node.todo() > 0
					&& node.isUp()) {
				Fleet after = NodeSteps.firstAnswer(NodeSteps.invalidated(fleet, who, former), who);
				next.accept(after.withFormer(Region.with(after.former(), at, new Former(NodeSteps.marked(former)))));
			}
		}
	}

	/**
	 * Copies that no strike can bring back make no difference.
	 */
	private static Fleet forget(Fleet fleet) {
		Fleet forgotten = fleet;
		if (!has(fleet, What.FAILS_OVER)) {
			forgotten = forgotten.withSaved(fleet.first())
				.withStrikes(
						fleet.strikes().stream().filter((left) -> left.what() != What.REPLICA_CATCHES_UP).toList());
		}
		if (!has(fleet, What.OLD_PRIMARY_COMES_BACK) && !has(fleet, What.OLD_PRIMARY_GOES_ON)) {
			forgotten = forgotten.withFormer(Collections.nCopies(fleet.size(), Former.NONE));
		}
		return forgotten;
	}

	private static boolean has(Fleet fleet, What what) {
		return fleet.strikes().stream().anyMatch((strike) -> strike.what() == what);
	}

}
