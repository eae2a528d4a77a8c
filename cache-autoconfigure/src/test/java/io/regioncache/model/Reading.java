package io.regioncache.model;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

import io.regioncache.model.Actor.Role;
import io.regioncache.model.Actor.Stage;
import io.regioncache.store.entry.Freshness;
import io.regioncache.store.entry.Lease;
import org.jspecify.annotations.Nullable;

/**
 * What callers do: look, and on a miss load or join a load. A tag that depends on the
 * value is not known before the entry is seen.
 */
final class Reading {

	private static final Set<Stage> LOOKING_OR_LOADING = EnumSet.of(Stage.HAS_ENTRY, Stage.HAS_METADATA, Stage.LOADING,
			Stage.LOADED);

	private static final Set<Stage> UNDER_WAY = EnumSet.of(Stage.LOADING, Stage.LOCKED, Stage.LOADED);

	private static final Set<Role> CALLERS = EnumSet.of(Role.CALLER, Role.LOCKING_CALLER);

	private final Protocol protocol;

	Reading(Protocol protocol) {
		this.protocol = protocol;
	}

	void step(World before, int who, BiConsumer<String, World> next) {
		World world = this.protocol.attach(before);
		Actor me = world.actor(who);
		ModelRegion region = world.serving().region();
		Entry entry = world.serving().entry();
		switch (me.at()) {
			case START -> begin(world, who, next);
			case HAS_ENTRY -> next.accept("asks for the metadata", judged(world, who, me.sees(region, me.found())));
			case HAS_METADATA -> next.accept("asks for the entry", judged(world, who, me.sees(me.seen(), entry)));
			case MUST_ASK_FOR_TAG -> next.accept("asks again, with the tag", concluded(world, who,
					me.sees(this.protocol.secondLookup(required(me.seen()), region), me.found())));
			case MISSED -> missed(world, who, next);
			case LOADING -> {
				next.accept("loads", world.with(who, me.withVersion(world.database()).at(Stage.LOADED)));
				if (me.role() == Role.LOCKING_CALLER) {
					next.accept("looks again under the lock", relooked(world, who));
				}
			}
			case LOCKED -> next.accept("loads", world.with(who, me.withVersion(world.database()).at(Stage.LOADED)));
			case LOADED -> next.accept("stores",
					world.withEntry(new Entry(leaseOfFill(world, me), me.version())).with(who, me.at(Stage.DONE)));
			case JOINED -> {
				int version = world.actor(me.leader()).version();
				if (version >= 0) {
					next.accept("is answered by the load", world.with(who, me.withVersion(version).at(Stage.DONE)));
				}
			}
			default -> {
			}
		}
	}

	private void begin(World world, int who, BiConsumer<String, World> next) {
		Actor me = world.actor(who).promised(world.returned());
		next.accept("asks for the entry", world.with(who, me.sees(null, world.serving().entry()).at(Stage.HAS_ENTRY)));
		next.accept("asks for the metadata",
				world.with(who, me.sees(world.serving().region(), null).at(Stage.HAS_METADATA)));
		if (!this.protocol.keeps(Rule.LOOK_BEFORE_JOINING)) {
			for (int leader : flights(world, who, LOOKING_OR_LOADING)) {
				next.accept("joins unseen", world.with(who, me.joins(leader)));
			}
		}
	}

	private void missed(World world, int who, BiConsumer<String, World> next) {
		Actor me = world.actor(who);
		ModelRegion seen = required(me.seen());
		Actor blind = me.sees(null, null);
		next.accept("starts a load", world.with(who, blind.at(Stage.LOADING)));
		for (int leader : flights(world, who, UNDER_WAY)) {
			if (this.protocol.joins(required(world.actor(leader).lease()), seen)) {
				next.accept("joins a load", world.with(who, blind.joins(leader)));
			}
		}
	}

	/**
	 * Another node may have stored the value while the lock was waited for. If not, the
	 * load begins now, and so does its lease; who joined it under the former one is
	 * answered with something newer.
	 */
	private World relooked(World world, int who) {
		Actor me = world.actor(who);
		Entry found = world.serving().entry();
		if (found != null && this.protocol.judge(world.serving()) == Freshness.FRESH) {
			return world.with(who, me.withVersion(found.version()).at(Stage.DONE));
		}
		Lease lease = this.protocol.lease(world.serving().region(), world, me.node());
		return world.with(who, me.withLease(lease).at(Stage.LOCKED));
	}

	/**
	 * A caller whose connection to the old primary has survived the fail-over.
	 */
	void stepCutOff(World world, int who, BiConsumer<String, World> next) {
		Entry entry = world.other().entry();
		if (world.promotions() > 0 && world.actor(who).at() == Stage.START && entry != null
				&& this.protocol.judge(world.other()) == Freshness.FRESH) {
			next.accept("asks the old primary", world.with(who,
					world.actor(who).promised(world.returned()).withVersion(entry.version()).at(Stage.DONE)));
		}
	}

	private World judged(World world, int who, Actor me) {
		ModelRegion seen = required(me.seen());
		if (!me.knowsTag() && this.protocol.judge(me.found(), seen, List.of()) == Freshness.FRESH) {
			return world.with(who,
					me.withLease(this.protocol.lease(seen, world, me.node())).at(Stage.MUST_ASK_FOR_TAG));
		}
		return concluded(world, who, me);
	}

	private World concluded(World world, int who, Actor me) {
		ModelRegion seen = required(me.seen());
		Entry found = me.found();
		if (found != null && this.protocol.judge(found, seen, Protocol.TAGS) == Freshness.FRESH) {
			return world.with(who, me.sees(null, null).withVersion(found.version()).at(Stage.DONE));
		}
		Lease lease = (me.lease() != null) ? me.lease() : this.protocol.lease(seen, world, me.node());
		return world.with(who, me.sees(seen, null).withLease(lease).at(Stage.MISSED));
	}

	private Lease leaseOfFill(World world, Actor me) {
		ModelRegion region = world.serving().region();
		Lease lease = required(me.lease());
		if (!this.protocol.keeps(Rule.LEASE_BEFORE_LOAD)) {
			lease = this.protocol.lease(region, world, me.node());
		}
		return this.protocol.keeps(Rule.FILL_KEEPS_EPOCH_OF_LEASE) ? lease : new Lease(region.epoch(), lease.number());
	}

	private static List<Integer> flights(World world, int who, Set<Stage> underWay) {
		List<Integer> flights = new ArrayList<>();
		for (int other = 0; other < world.actors().size(); other++) {
			Actor actor = world.actor(other);
			if (other != who && CALLERS.contains(actor.role()) && actor.node() == world.actor(who).node()
					&& underWay.contains(actor.at())) {
				flights.add(other);
			}
		}
		return flights;
	}

	private static <T> T required(@Nullable T value) {
		if (value == null) {
			throw new IllegalStateException("The model is wrong: nothing is held at this stage");
		}
		return value;
	}

}
