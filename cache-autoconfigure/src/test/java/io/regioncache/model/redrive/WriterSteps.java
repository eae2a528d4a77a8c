package io.regioncache.model.redrive;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

import io.regioncache.model.redrive.Server.Kind;
import io.regioncache.model.redrive.World.Draft;
import io.regioncache.model.redrive.World.Returned;
import io.regioncache.model.redrive.Writer.Kept;
import io.regioncache.model.redrive.Writer.Status;

/**
 * What a process does that invalidates.
 *
 * @param rules which rules are kept
 * @param slow whether answers take their time; else they are there with the script
 */
record WriterSteps(Predicate<Rule> rules, boolean slow) {

	void steps(World world, int who, BiConsumer<String, World> next) {
		Writer me = world.writers().get(who);
		Server server = world.server();
		if (!me.isUp()) {
			down(world, who, next);
			return;
		}
		for (Kept item : me.kept()) {
			if (!item.returned()) {
				next.accept("is answered for version " + item.version(), answered(world.draft(), who, item).done());
			}
		}
		if (me.epoch() != server.epoch()) {
			next.accept("attaches", attach(world, who).done());
			return;
		}
		if (me.again() != 0) {
			next.accept("sends again", sendAgain(world, who).done());
		}
		if (me.id() == Writer.NONE) {
			if (me.again() == 0 || !this.rules.test(Rule.SENT_AGAIN_BEFORE_REGISTERED)) {
				next.accept("registers", register(world, who).done());
			}
		}
		else if (!Server.has(server.registered(), me.id()) && this.rules.test(Rule.SCRIPT_ASKS_REGISTRATION)) {
			next.accept("finds itself removed", world.draft().writer(who, me.unregistered()).done());
		}
		else if (me.todo() > 0 && (me.confirmed() || !this.rules.test(Rule.REGISTRATION_READ))) {
			next.accept("invalidates", invalidate(world, who).done());
		}
	}

	private void down(World world, int who, BiConsumer<String, World> next) {
		Writer me = world.writers().get(who);
		if (me.id() != Writer.NONE) {
			boolean present = Server.has(world.server().registered(), me.id());
			boolean former = me.epoch() != world.server().epoch() && !this.rules.test(Rule.REMOVED_IN_PRESENT_EPOCH)
					&& world.server().log().stream().noneMatch((notice) -> notice.kind() == Kind.LEFT);
			if (present || former) {
				Draft after = world.draft();
				after.server = after.server.write(Kind.LEFT, me.id(), 0, 0)
					.registered(after.server.registered() & ~(1 << me.id()));
				next.accept("is removed", after.done());
			}
		}
		if (me.status() == Status.PAUSED) {
			next.accept("resumes", world.draft().writer(who, me.with(Status.UP)).done());
		}
	}

	private static Draft attach(World world, int who) {
		Writer me = world.writers().get(who);
		int again = 0;
		List<Kept> underWay = new ArrayList<>();
		for (Kept item : me.kept()) {
			if (item.returned()) {
				again |= 1 << item.version();
			}
			else {
				underWay.add(item);
			}
		}
		return world.draft().writer(who, me.attached(world.server().epoch(), again, List.copyOf(underWay)));
	}

	private static Draft sendAgain(World world, int who) {
		Writer me = world.writers().get(who);
		Draft after = world.draft();
		List<Kept> kept = new ArrayList<>(me.kept());
		for (int version = 1; version <= world.database(); version++) {
			if (Server.has(me.again(), version)) {
				kept.add(new Kept(version, after.server.epoch(), after.server.log().size(), true));
				after.server = after.server.write(Kind.MARKED, 0, 0, version);
			}
		}
		return after.writer(who, me.sent(List.copyOf(kept)));
	}

	private static Draft register(World world, int who) {
		Writer me = world.writers().get(who);
		int id = world.epochOf().size();
		Draft after = world.draft().writer(who, me.registered(id));
		after.epochOf = Server.and(after.epochOf, after.server.epoch());
		after.server = after.server.write(Kind.REGISTERED, id, me.had(), 0)
			.registered(after.server.registered() | 1 << id);
		return after;
	}

	private Draft invalidate(World world, int who) {
		Writer me = world.writers().get(who);
		Draft after = world.draft();
		after.database++;
		Kept item = new Kept(after.database, after.server.epoch(), after.server.log().size(), false);
		after.server = after.server.write(Kind.MARKED, 0, 0, after.database);
		after.writer(who, me.with(me.todo() - 1, Server.and(me.kept(), item)));
		return this.slow ? after : answered(after, who, item);
	}

	private Draft answered(Draft after, int who, Kept item) {
		Writer me = after.writers.get(who);
		if (item.epoch() != me.epoch() && this.rules.test(Rule.LATE_ANSWER_REFUSED)) {
			// Its caller is told that it is kept
			return after.writer(who, me.with(me.todo(), me.without(item)).again(1 << item.version()));
		}
		after.returned = Server.and(after.returned, new Returned(item.version(), item.epoch()));
		return after.writer(who, me.with(me.todo(), Server.and(me.without(item), item.told())));
	}

}
