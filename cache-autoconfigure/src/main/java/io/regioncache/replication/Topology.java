package io.regioncache.replication;

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
 * @param hub the hub while it is alive; of no meaning in a mesh; of managed regions, the
 * one with the primary
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
		HUB,

		/**
		 * None reads from any: Redis itself replicates, from one primary that all write
		 * to.
		 */
		MANAGED

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
	 * All regions write to one primary and read from replicas of it.
	 * @param regions the regions
	 * @param primary the region of the primary
	 * @return the topology
	 */
	public static Topology managed(List<String> regions, String primary) {
		return new Topology(Kind.MANAGED, regions, primary, Map.of());
	}

	/**
	 * Return the regions that one relies on to pass on what it invalidates: its upstream
	 * or the hub, and those that are preferred and dead, which are tried until they
	 * answer.
	 * @param home the region that reads
	 * @param alive whether another region has answered lately, or may still be about to
	 * @return the regions, the preferred first; none in a mesh and for the hub
	 */
	Set<String> upwards(String home, Predicate<String> alive) {
		Set<String> tried = new LinkedHashSet<>();
		for (String candidate : (this.kind == Kind.HUB) ? candidates(home) : List.<String>of()) {
			if (candidate.equals(home)) {
				break;
			}
			tried.add(candidate);
			if (alive.test(candidate)) {
				break;
			}
		}
		return tried;
	}

	/**
	 * Return the regions that one reads from at present.
	 * @param home the region that reads
	 * @param alive whether another region has answered lately, or may still be about to
	 * @param relying the regions that rely on it
	 * @return the sources
	 */
	Set<String> sources(String home, Predicate<String> alive, Set<String> relying) {
		return (this.kind == Kind.MANAGED) ? Set.of() : sources(home, upwards(home, alive), alive, relying);
	}

	private Set<String> sources(String home, Set<String> upwards, Predicate<String> alive, Set<String> relying) {
		Set<String> sources = new LinkedHashSet<>(upwards);
		if (upwards.stream().noneMatch(alive)) {
			// In a mesh, as the hub, or as the first that is left to be one
			sources.addAll(this.regions);
		}
		sources.addAll(relying);
		sources.remove(home);
		sources.retainAll(this.regions);
		return sources;
	}

	/**
	 * Return the regions that read from one while all are alive.
	 * @param source the region that is read
	 * @return the readers
	 */
	Set<String> readers(String source) {
		Set<String> readers = new LinkedHashSet<>(this.regions);
		readers.removeIf((region) -> !sources(region, (alive) -> true, Set.of()).contains(source));
		return readers;
	}

	private List<String> candidates(String home) {
		Set<String> candidates = new LinkedHashSet<>();
		String upstream = this.upstreams.get(home);
		if (upstream != null && !home.equals(this.hub)) {
			candidates.add(upstream);
		}
		candidates.add(this.hub);
		candidates.addAll(this.regions);
		return List.copyOf(candidates);
	}

}
