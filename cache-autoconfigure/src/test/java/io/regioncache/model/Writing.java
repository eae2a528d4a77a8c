package io.regioncache.model;

import java.util.function.BiConsumer;

import io.regioncache.model.Actor.Role;
import io.regioncache.model.Actor.Stage;
import io.regioncache.store.entry.Lease;
import org.jspecify.annotations.Nullable;

/**
 * What writers do: commit to the database, then invalidate or put.
 */
final class Writing {

	private final Protocol protocol;

	Writing(Protocol protocol) {
		this.protocol = protocol;
	}

	/**
	 * Invalidates by key, by tag, or by key with the mode STALE.
	 */
	void step(World world, int who, BiConsumer<String, World> next) {
		Actor me = world.actor(who);
		if (me.at() == Stage.START) {
			next.accept("commits", committed(world, who));
		}
		else if (me.at() == Stage.COMMITTED) {
			boolean stale = me.role() == Role.STALE_WRITER;
			World marked = this.protocol.invalidate(this.protocol.attach(world),
					(me.role() == Role.TAG_WRITER) ? Protocol.TAG : Protocol.KEY, stale, me.node());
			next.accept("invalidates", returned(stale ? marked : marked.removed(me.version()), who));
		}
	}

	/**
	 * Puts the new value: lease, commit, one script, then SET under the new clock.
	 */
	void stepPut(World before, int who, BiConsumer<String, World> next) {
		World world = this.protocol.attach(before);
		Actor me = world.actor(who);
		ModelRegion region = world.serving().region();
		Lease now = this.protocol.lease(region, world, me.node());
		switch (me.at()) {
			case START -> next.accept("takes its lease", world.with(who, me.withLease(now).at(Stage.LEASED)));
			case LEASED -> next.accept("commits", committed(world, who));
			case COMMITTED -> {
				Lease lease = this.protocol.keeps(Rule.PUT_LEASES_BEFORE_BODY) ? me.lease() : now;
				boolean unmoved = lease != null && this.protocol.unmoved(lease, region);
				if (this.protocol.keeps(Rule.PUT_MARKS_AND_COMPARES_AT_ONCE)) {
					mark(world, who, unmoved, next);
				}
				else {
					next.accept("compares", world.with(who, me.withLease(unmoved ? lease : null).at(Stage.COMPARED)));
				}
			}
			case COMPARED -> mark(world, who, me.lease() != null, next);
			case MARKED ->
				next.accept("stores", returned(world.withEntry(new Entry(held(me.lease()), me.version())), who));
			default -> {
			}
		}
	}

	private void mark(World world, int who, boolean unmoved, BiConsumer<String, World> next) {
		Actor me = world.actor(who);
		World marked = this.protocol.keeps(Rule.PUT_MARKS)
				? this.protocol.invalidate(world, Protocol.KEY, false, me.node())
					.removed(me.version())
					.returned(me.version())
				: world;
		if (unmoved) {
			Lease lease = this.protocol.lease(marked.serving().region(), marked, me.node());
			next.accept("marks, and will store", marked.with(who, me.withLease(lease).at(Stage.MARKED)));
		}
		else {
			next.accept("marks, and drops its value", returned(marked, who));
		}
	}

	private static World committed(World world, int who) {
		int version = world.database() + 1;
		return world.withDatabase(version).with(who, world.actor(who).withVersion(version).at(Stage.COMMITTED));
	}

	private static World returned(World world, int who) {
		Actor me = world.actor(who);
		return world.returned(me.version()).with(who, me.withLease(null).at(Stage.DONE));
	}

	private static Lease held(@Nullable Lease lease) {
		if (lease == null) {
			throw new IllegalStateException("The model is wrong: nothing is held at this stage");
		}
		return lease;
	}

}
