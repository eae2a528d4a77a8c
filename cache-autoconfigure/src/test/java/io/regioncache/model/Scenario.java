package io.regioncache.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.regioncache.model.Actor.Role;
import io.regioncache.model.Actor.Stage;
import io.regioncache.model.World.Fault;
import io.regioncache.store.entry.Freshness;

/**
 * The situations that are explored.
 */
enum Scenario {

	/** Loads, invalidations by key and by tag, dropped markers. */
	LOADS((protocol) -> reachesBoth(
			Validity.of(protocol, nodes(false, Role.CALLER, Role.CALLER, Role.KEY_WRITER, Role.TAG_WRITER), false,
					Fault.KEY_MARKER_DROPPED, Fault.TAG_MARKER_DROPPED))),

	/** Puts against puts, a load, a tag. */
	PUTS((protocol) -> Validity
		.of(protocol, nodes(false, Role.PUTTER, Role.PUTTER, Role.CALLER, Role.TAG_WRITER), false,
				Fault.TAG_MARKER_DROPPED)
		.reaches("a put is stored",
				(world) -> world.actors()
					.stream()
					.anyMatch((actor) -> actor.role() == Role.PUTTER && actor.at() == Stage.MARKED))
		.reaches("the final version is served from the cache", Scenario::servesFinal)),

	/** The metadata is lost, and two fail-overs. */
	LOST_STATE((protocol) -> reachesBoth(Validity.of(protocol, nodes(true, Role.CALLER, Role.CALLER, Role.KEY_WRITER),
			true, Fault.METADATA_LOST, Fault.REPLICA_CATCHES_UP, Fault.FAIL_OVER, Fault.FAIL_OVER))),

	/** The metadata is lost, while the entry's own server falls back. */
	ENTRIES_ELSEWHERE((protocol) -> Validity.of(protocol, nodes(false, Role.CALLER, Role.CALLER, Role.KEY_WRITER), true,
			Fault.REPLICA_CATCHES_UP, Fault.ENTRY_FALLS_BACK, Fault.METADATA_LOST)),

	/** A put over lost metadata and a fail-over. */
	LOST_STATE_AND_PUT((protocol) -> Validity.of(protocol, nodes(true, Role.CALLER, Role.PUTTER, Role.TAG_WRITER), true,
			Fault.METADATA_LOST, Fault.REPLICA_CATCHES_UP, Fault.FAIL_OVER)),

	/** A tag that is unknown before the first lookup. */
	SECOND_LOOK((protocol) -> Validity.of(protocol, nodes(false, Role.CALLER, Role.TAG_WRITER), true,
			Fault.METADATA_LOST, Fault.TAG_MARKER_DROPPED)),

	/** Three callers of one node, with loss of the metadata. */
	SINGLE_FLIGHT((protocol) -> Validity
		.of(protocol, oneNode(Role.CALLER, Role.CALLER, Role.CALLER, Role.KEY_WRITER), false, Fault.METADATA_LOST)
		.reaches("a caller joins a load", Scenario::someoneJoins)),

	/** Two callers of one node and one of another, which look again under the lock. */
	LOCKED_FLIGHT(
			(protocol) -> Validity.of(protocol, lockingOnTwoNodes(), false, Fault.METADATA_LOST)
				.reaches("a caller joins a load", Scenario::someoneJoins)
				.reaches("a load is spared by the look under the lock",
						(world) -> allDone(world) && world.serving().entry() != null && world.actors()
							.stream()
							.filter((actor) -> actor.role() == Role.LOCKING_CALLER)
							.allMatch((actor) -> actor.lease() != null && actor.version() == world.database()))),

	/** REMOVE and STALE on one key. */
	MODES((protocol) -> Validity
		.of(protocol, nodes(false, Role.CALLER, Role.KEY_WRITER, Role.STALE_WRITER), true, Fault.KEY_MARKER_DROPPED)
		.reaches("an entry is stale, not removed",
				(world) -> Protocol.WHOLE.judge(world.serving()) == Freshness.STALE)),

	/** The loader of one entry reads another, through a near cache. */
	NESTED_NEAR((protocol) -> NestedLoad.of(protocol, 1, true)),

	/** The loader of one entry reads another in a second region. */
	NESTED_REGIONS((protocol) -> NestedLoad.of(protocol, 2, false)),

	/** A connection to the old primary survives a fail-over: a documented limit. */
	SPLIT_BRAIN((protocol) -> Validity.of(protocol, nodes(false, Role.CUT_OFF, Role.KEY_WRITER), true,
			Fault.REPLICA_CATCHES_UP, Fault.FAIL_OVER));

	private final Function<Protocol, Model<?>> model;

	Scenario(Function<Protocol, Model<?>> model) {
		this.model = model;
	}

	Verdict explore(Protocol protocol) {
		return Explorer.explore(this.model.apply(protocol));
	}

	private static Model<World> reachesBoth(Model<World> model) {
		return model.reaches("the final version is served from the cache", Scenario::servesFinal)
			.reaches("a fill comes too late", Scenario::fillsInVain);
	}

	private static boolean servesFinal(World world) {
		Entry entry = world.serving().entry();
		return allDone(world) && world.database() > 0 && entry != null && entry.version() == world.database()
				&& Protocol.WHOLE.judge(world.serving()) == Freshness.FRESH;
	}

	private static boolean fillsInVain(World world) {
		return allDone(world) && world.serving().entry() != null
				&& Protocol.WHOLE.judge(world.serving()) == Freshness.DEAD;
	}

	private static boolean someoneJoins(World world) {
		return world.actors().stream().anyMatch((actor) -> actor.at() == Stage.JOINED);
	}

	private static boolean allDone(World world) {
		return world.actors().stream().allMatch((actor) -> actor.at() == Stage.DONE);
	}

	private static List<Actor> nodes(boolean knowTag, Role... roles) {
		List<Actor> actors = new ArrayList<>();
		for (Role role : roles) {
			actors.add(new Actor(role, actors.size(), knowTag));
		}
		return List.copyOf(actors);
	}

	private static List<Actor> oneNode(Role... roles) {
		return nodes(true, roles).stream().map((actor) -> new Actor(actor.role(), 0, true)).toList();
	}

	private static List<Actor> lockingOnTwoNodes() {
		return List.of(new Actor(Role.LOCKING_CALLER, 0, true), new Actor(Role.LOCKING_CALLER, 0, true),
				new Actor(Role.LOCKING_CALLER, 1, true), new Actor(Role.KEY_WRITER, 2, true));
	}

}
