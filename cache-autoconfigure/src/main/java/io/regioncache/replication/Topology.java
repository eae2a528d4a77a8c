package io.regioncache.replication;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which regions a region reads from.
 * <p>
 * Positions belong to the region that issued them, not to the way they came. So any
 * choice of ways is right that connects all regions in the end, and several regions may
 * hold different ones to be the hub for a while: it costs records read twice.
 *
 * @param kind how the regions are connected
 * @param regions every region, in the order in which one takes the place of a dead hub
 * @param hub the hub while it is alive; of no meaning in a mesh
 * @param upstreams the regions that read from another one than the hub, and from which
 */
public record Topology(Kind kind, List<String> regions, String hub, Map<String, String> upstreams) {

	/**
	 * How regions are connected.
	 */
	public enum Kind {

		/**
		 * Each reads from every other.
		 */
		MESH,

		/**
		 * One reads from all, and all others from that one.
		 */
		HUB

	}

	public Topology {
		regions = List.copyOf(regions);
		upstreams = Map.copyOf(upstreams);
	}

	/**
	 * Every region reads from every other.
	 * @param regions the regions
	 * @return the topology
	 */
	public static Topology mesh(List<String> regions) {
		return new Topology(Kind.MESH, regions, regions.get(0), Map.of());
	}

	/**
	 * All regions read from the hub, and the hub from all.
	 * @param regions the regions
	 * @param hub the hub
	 * @return the topology
	 */
	public static Topology hub(List<String> regions, String hub) {
		return new Topology(Kind.HUB, regions, hub, Map.of());
	}

	/**
	 * Return the regions that one reads from at present. Those that are preferred and
	 * dead are among them: they are tried until they answer.
	 * @param home the region that reads
	 * @param alive whether another region has answered lately, or may still be about to
	 * @param readers the regions that read from this one: it reads from them in turn
	 * @return the sources, the preferred first
	 */
	public Set<String> sources(String home, Predicate<String> alive, Set<String> readers) {
		Set<String> sources = new LinkedHashSet<>();
		if (this.kind == Kind.MESH) {
			sources.addAll(this.regions);
		}
		else {
			sources.addAll(upwards(home, alive));
			sources.addAll(readers);
		}
		sources.remove(home);
		sources.retainAll(this.regions);
		return sources;
	}

	private List<String> upwards(String home, Predicate<String> alive) {
		List<String> tried = new ArrayList<>();
		for (String candidate : candidates(home)) {
			if (candidate.equals(home)) {
				return this.regions;
			}
			tried.add(candidate);
			if (alive.test(candidate)) {
				break;
			}
		}
		return tried;
	}

	private List<String> candidates(String home) {
		Set<String> candidates = new LinkedHashSet<>();
		String upstream = this.upstreams.get(home);
		if (upstream != null) {
			candidates.add(upstream);
		}
		candidates.add(this.hub);
		candidates.addAll(this.regions);
		return List.copyOf(candidates);
	}

}
