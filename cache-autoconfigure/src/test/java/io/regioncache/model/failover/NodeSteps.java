package io.regioncache.model.failover;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

import io.regioncache.model.failover.Fleet.Returned;
import io.regioncache.model.failover.Node.Kept;
import io.regioncache.model.failover.Node.Loading;
import io.regioncache.model.failover.Node.Loading.Stage;
import io.regioncache.model.failover.Node.Status;
import io.regioncache.model.failover.Region.Cached;
import io.regioncache.model.failover.Region.Kind;

/**
 * What processes do.
 */
record NodeSteps(Rules rules) {

	void process(Fleet fleet, int who, BiConsumer<String, Fleet> next) {
		Node me = fleet.node(who);
		Region region = fleet.region(me.home());
		if (!me.isUp()) {
			down(fleet, who, next);
			return;
		}
		if (me.epoch() != region.epoch()) {
			next.accept("redrives", redrive(fleet, who));
			// Of the server that is no more, still on their way
			answers(fleet, who, next);
			return;
		}
		if (me.id() == Region.NONE) {
			int drawn = fleet.nextId(me.home());
			RegionDraft after = region.draft().issue(Kind.REGISTERED, 1 << drawn, me.had() & region.registered(), 0);
			after.redriven |= 1 << drawn;
			next.accept("registers",
					fleet.with(who, me.identified(drawn, me.had())).with(me.home(), after.done()).withIds(drawn + 1));
		}
		else if (Region.has(region.gone(), me.id()) && this.rules.keep(Rule.SCRIPT_ASKS_REGISTRATION)) {
			next.accept("finds itself removed", fleet.with(who, me.identified(Region.NONE, me.had() | 1 << me.id())));
		}
		else if (me.todo() > 0 && (me.confirmed() || !this.rules.keep(Rule.REGISTRATION_CONFIRMED))) {
			Fleet after = invalidated(fleet, who, fleet.region(me.home()));
			after = after.with(me.home(), marked(region));
			next.accept("invalidates for version " + after.database(), me.slow() ? after : firstAnswer(after, who));
		}
		answers(fleet, who, next);
	}

	private void down(Fleet fleet, int who, BiConsumer<String, Fleet> next) {
		Node me = fleet.node(who);
		Region region = fleet.region(me.home());
		if (me.id() != Region.NONE && region.isRegistered(me.id())
				&& (region.complete() || !this.rules.keep(Rule.REMOVAL_WAITS_FOR_RECOVERY))) {
			next.accept("is removed",
					fleet.with(me.home(), region.draft().issue(Kind.REMOVED, 1 << me.id(), 0, 0).done()));
		}
		if (me.at() == Status.PAUSED) {
			next.accept("resumes", fleet.with(who, me.at(Status.UP)));
		}
	}

	static Region marked(Region server) {
		return server.draft().issue(Kind.MARKED).done();
	}

	/**
	 * What a process knows once it has sent an invalidation to a server.
	 */
	static Fleet invalidated(Fleet fleet, int who, Region server) {
		Node me = fleet.node(who);
		int version = fleet.database() + 1;
		Kept kept = new Kept(version, server.epoch(), server.applied(server.epoch()) + 1, false);
		return fleet.with(who, me.with(me.todo() - 1, Region.and(me.kept(), kept))).withDatabase(version);
	}

	private static void answers(Fleet fleet, int who, BiConsumer<String, Fleet> next) {
		List<Kept> kept = fleet.node(who).kept();
		for (int i = 0; i < kept.size(); i++) {
			if (!kept.get(i).returned()) {
				next.accept("returns from version " + kept.get(i).version(), answered(fleet, who, i));
			}
		}
	}

	static Fleet firstAnswer(Fleet fleet, int who) {
		List<Kept> kept = fleet.node(who).kept();
		for (int i = 0; i < kept.size(); i++) {
			if (!kept.get(i).returned()) {
				return answered(fleet, who, i);
			}
		}
		throw new IllegalStateException("Nothing is under way");
	}

	private static Fleet answered(Fleet fleet, int who, int number) {
		Node me = fleet.node(who);
		Kept kept = me.kept().get(number);
		Returned returned = new Returned(kept.version(), me.home(), kept.epoch(), kept.sequence(), 1 << me.home());
		return fleet.with(who, me.with(me.todo(), Region.with(me.kept(), number, kept.answered())))
			.withReturned(Region.and(fleet.returned(), returned));
	}

	/**
	 * With the attach: all that is kept and that this server does not know goes into its
	 * log again, in one script.
	 */
	private Fleet redrive(Fleet fleet, int who) {
		Node me = fleet.node(who);
		Region region = fleet.region(me.home());
		RegionDraft after = region.draft();
		// One number for all
		int clock = region.clock() + 1;
		List<Kept> kept = new ArrayList<>();
		for (Kept item : me.kept()) {
			Kept now = item;
			if (after.applied.get(item.epoch()) < item.sequence()
					&& (item.returned() || this.rules.keep(Rule.KEPT_BEFORE_SENT))) {
				after.issue(Kind.MARKED);
				after.clock = clock;
				after.x = clock;
				now = new Kept(item.version(), after.epoch, after.applied.get(after.epoch), item.returned());
			}
			kept.add(now);
		}
		Fleet redriven = fleet;
		if (me.id() != Region.NONE && this.rules.keep(Rule.REGISTRATION_BY_EPOCH)) {
			int drawn = fleet.nextId(me.home());
			me = me.identified(drawn, me.had() | 1 << me.id());
			after.issue(Kind.REGISTERED, 1 << drawn, me.had() & after.known & ~after.gone, 0);
			redriven = fleet.withIds(drawn + 1);
		}
		else if (me.id() != Region.NONE && !Region.has(after.known | after.gone, me.id())) {
			after.issue(Kind.REGISTERED, 1 << me.id(), 0, 0);
		}
		after.redriven |= me.ownIds();
		return redriven.with(who, me.attached(after.epoch, List.copyOf(kept))).with(me.home(), after.done());
	}

	void load(Fleet fleet, int who, BiConsumer<String, Fleet> next) {
		Loading me = fleet.loads().get(who);
		Region region = fleet.region(me.home());
		if (me.stage() == Stage.IDLE) {
			Cached read = new Cached(region.epoch(), region.clock(), fleet.database());
			next.accept("loads version " + read.version(), fleet.with(who, new Loading(me.home(), Stage.LOADED, read)));
		}
		else if (me.stage() == Stage.LOADED) {
			RegionDraft stored = region.draft();
			stored.entry = me.entry();
			next.accept("stores version " + me.entry().version(),
					fleet.with(who, new Loading(me.home(), Stage.DONE, Loading.NOTHING))
						.with(me.home(), stored.done()));
		}
	}

}
