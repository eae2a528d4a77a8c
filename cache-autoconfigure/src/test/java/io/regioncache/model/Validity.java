package io.regioncache.model;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

import io.regioncache.model.Actor.Role;
import io.regioncache.model.Actor.Stage;
import io.regioncache.model.World.Fault;
import io.regioncache.model.World.Server;
import io.regioncache.store.entry.Freshness;
import io.regioncache.store.entry.Lease;
import org.jspecify.annotations.Nullable;

/**
 * Which stored value of one region may still be served, whoever does what in which order,
 * and whatever goes wrong meanwhile.
 */
final class Validity {

	private static final Set<Role> READERS = EnumSet.of(Role.CALLER, Role.LOCKING_CALLER, Role.CUT_OFF);

	private final Protocol protocol;

	private final Reading reading;

	private final Writing writing;

	private Validity(Protocol protocol) {
		this.protocol = protocol;
		this.reading = new Reading(protocol);
		this.writing = new Writing(protocol);
	}

	/**
	 * A model of some actors, each on a node of its own.
	 * @param primed whether the entry is stored at the beginning
	 * @param faults what goes wrong, each once
	 */
	static Model<World> of(Protocol protocol, List<Actor> actors, boolean primed, Fault... faults) {
		ModelRegion region = ModelRegion.LOST.attach("A", 1);
		Server server = new Server(region, primed ? new Entry(new Lease(1, 0), 0) : null);
		World start = new World(server, server, actors, List.of(faults), 0, 0, 0, 0, 0, 1, 0);
		Validity validity = new Validity(protocol);
		return Model.of(start, validity::steps)
			.withFaults(validity::faults)
			.always(validity::neverStale)
			.atRest(validity::nobodyWaits);
	}

	private void steps(World world, BiConsumer<String, World> next) {
		boolean timed = !this.protocol.keeps(Rule.COUNTER_NOT_WALL_CLOCK);
		for (int i = 0; i < world.actors().size(); i++) {
			int who = i;
			Role role = world.actor(who).role();
			BiConsumer<String, World> named = (label, after) -> next.accept(role + " " + who + " " + label,
					timed ? after.later() : after);
			switch (role) {
				case CALLER, LOCKING_CALLER -> this.reading.step(world, who, named);
				case CUT_OFF -> this.reading.stepCutOff(world, who, named);
				case PUTTER -> this.writing.stepPut(world, who, named);
				default -> this.writing.step(world, who, named);
			}
		}
	}

	private void faults(World world, BiConsumer<String, World> next) {
		if (world.faults().isEmpty()) {
			return;
		}
		for (Fault fault : EnumSet.copyOf(world.faults())) {
			List<Fault> left = new ArrayList<>(world.faults());
			left.remove(fault);
			next.accept(fault.toString(), strike(world, fault).withFaults(List.copyOf(left)));
		}
	}

	private World strike(World world, Fault fault) {
		Server serving = world.serving();
		return switch (fault) {
			case METADATA_LOST -> world.withRegion(ModelRegion.LOST);
			case REPLICA_CATCHES_UP -> world.withServers(serving, serving);
			// To whatever the other server has: its tail, or its whole reign, may be
			// missing.
			case FAIL_OVER -> world.promoted();
			// The entry lies on another server than the metadata, and that one failed
			// over.
			case ENTRY_FALLS_BACK ->
				world.withServers(new Server(serving.region(), world.other().entry()), world.other());
			case KEY_MARKER_DROPPED -> world.withRegion(this.protocol.drop(serving.region(), Protocol.KEY));
			case TAG_MARKER_DROPPED -> world.withRegion(this.protocol.drop(serving.region(), Protocol.TAG));
		};
	}

	private @Nullable String neverStale(World world) {
		for (Actor actor : world.actors()) {
			boolean reads = READERS.contains(actor.role());
			if (reads && actor.at() == Stage.DONE && actor.version() < actor.promised()) {
				return "answered with %d, promised %d".formatted(actor.version(), actor.promised());
			}
		}
		Entry entry = world.serving().entry();
		if (entry == null || entry.version() >= world.returned()) {
			return null;
		}
		Freshness freshness = this.protocol.judge(this.protocol.attach(world).serving());
		if (freshness == Freshness.FRESH) {
			return "version %d is fresh, the invalidation for %d has returned".formatted(entry.version(),
					world.returned());
		}
		return (freshness == Freshness.STALE && entry.version() < world.removed())
				? "version %d may be served as stale, it was removed by %d".formatted(entry.version(), world.removed())
				: null;
	}

	private @Nullable String nobodyWaits(World world) {
		for (Actor actor : world.actors()) {
			if (actor.at() != Stage.DONE && actor.role() != Role.CUT_OFF) {
				return actor.role() + " waits for ever, " + actor.at();
			}
		}
		return null;
	}

}
