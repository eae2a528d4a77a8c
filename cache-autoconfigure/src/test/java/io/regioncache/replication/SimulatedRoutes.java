package io.regioncache.replication;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

import io.regioncache.model.LoggedRegion;
import io.regioncache.store.log.Cursor;

/**
 * Which region reads from which, by the real {@link Topology}, and the pullers that do.
 */
final class SimulatedRoutes {

	private final Map<String, SimulatedRegion> regions = new TreeMap<>();

	private final Map<String, List<SimulatedPuller>> pullers = new LinkedHashMap<>();

	private final Map<String, Set<String>> upwards = new TreeMap<>();

	private final SplittableRandom random;

	private final Wire wire;

	private final Tally tally;

	private final int page;

	private Topology topology;

	SimulatedRoutes(List<SimulatedRegion> regions, SplittableRandom random, Wire wire, Tally tally) {
		regions.forEach((region) -> this.regions.put(region.name(), region));
		this.random = random;
		this.wire = wire;
		this.tally = tally;
		this.page = 4 + random.nextInt(6);
		this.topology = anyTopology();
	}

	private Topology anyTopology() {
		List<String> names = List.copyOf(this.regions.keySet());
		String hub = names.get(this.random.nextInt(names.size()));
		return switch (this.random.nextInt(3)) {
			case 0 -> Topology.mesh(names);
			case 1 -> Topology.hub(names, hub);
			default -> chain(names);
		};
	}

	private static Topology chain(List<String> names) {
		Map<String, String> upstreams = new TreeMap<>();
		for (int i = 1; i < names.size(); i++) {
			upstreams.put(names.get(i), names.get(i - 1));
		}
		return new Topology(Topology.Kind.HUB, names, names.get(0), upstreams);
	}

	/**
	 * Each region looks after its sources: a hub may seem dead, or another be chosen.
	 */
	void turn(boolean changes) {
		if (changes && this.random.nextInt(3) == 0) {
			this.topology = anyTopology();
		}
		for (String home : this.regions.keySet()) {
			Set<String> suspects = new TreeSet<>();
			Set<String> relying = new TreeSet<>();
			for (String other : this.regions.keySet()) {
				if (this.wire.isCut(SimulatedPuller.link(home, other)) || (changes && this.random.nextInt(4) == 0)) {
					suspects.add(other);
				}
				if (this.upwards.getOrDefault(other, Set.of()).contains(home)) {
					relying.add(other);
				}
			}
			Predicate<String> alive = (other) -> !suspects.contains(other);
			this.upwards.put(home, this.topology.upwards(home, alive));
			Set<String> sources = this.topology.sources(home, alive, relying);
			for (String source : this.regions.keySet()) {
				follow(home, source, sources.contains(source));
			}
		}
	}

	private void follow(String home, String source, boolean wanted) {
		String way = home + '<' + source;
		if (wanted && !this.pullers.containsKey(way)) {
			SimulatedRegion region = region(home);
			if (region.flaw() == Flaw.NEW_SOURCE_AT_OLD_POSITION) {
				startAtOldPosition(region, region(source));
			}
			this.pullers.put(way, new ArrayList<>(List.of(puller(way))));
		}
		else if (!wanted) {
			List<SimulatedPuller> stopped = this.pullers.remove(way);
			if (stopped != null) {
				stopped.forEach(SimulatedPuller::die);
			}
		}
	}

	private void startAtOldPosition(SimulatedRegion home, SimulatedRegion source) {
		LoggedRegion state = home.attached();
		new TreeMap<>(state.cursors()).values()
			.stream()
			.findFirst()
			.ifPresent((old) -> home.become(state.withCursor(source.name(),
					new Cursor(source.attached().epoch(), old.sequence(), old.clock()))));
	}

	private SimulatedRegion region(String name) {
		SimulatedRegion region = this.regions.get(name);
		if (region == null) {
			throw new IllegalArgumentException(name);
		}
		return region;
	}

	private SimulatedPuller puller(String way) {
		String[] ends = way.split("<");
		return new SimulatedPuller(region(ends[0]), region(ends[1]), this.wire, 1 + this.random.nextInt(this.page),
				this.page / 2, this.tally);
	}

	void kill() {
		any().ifPresent((way) -> {
			SimulatedPuller former = of(way).remove(0);
			former.die();
			of(way).add(puller(way));
		});
	}

	void addSecond() {
		any().ifPresent((way) -> {
			if (of(way).size() < 2) {
				of(way).add(puller(way));
			}
		});
	}

	/**
	 * Let a puller that does nothing begin a round.
	 */
	void pull() {
		any().ifPresent((way) -> {
			SimulatedPuller puller = of(way).get(this.random.nextInt(of(way).size()));
			if (!puller.isBusy()) {
				puller.round();
			}
		});
	}

	private List<SimulatedPuller> of(String way) {
		return this.pullers.getOrDefault(way, new ArrayList<>());
	}

	private Optional<String> any() {
		List<String> ways = List.copyOf(this.pullers.keySet());
		return ways.isEmpty() ? Optional.empty() : Optional.of(ways.get(this.random.nextInt(ways.size())));
	}

	List<SimulatedPuller> all() {
		return this.pullers.values().stream().flatMap(List::stream).toList();
	}

	@Override
	public String toString() {
		return this.topology.kind() + " of " + this.regions.size() + ", pages of " + this.page + ", "
				+ this.pullers.keySet();
	}

}
