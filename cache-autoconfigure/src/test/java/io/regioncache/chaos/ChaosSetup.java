package io.regioncache.chaos;

import java.util.List;
import java.util.Set;

import io.regioncache.replication.Topology;

/**
 * Which regions there are.
 *
 * @param topology which reads from which
 * @param pairs the regions that have a primary and a replica
 * @param clocks the regions whose servers have a clock that jumps
 * @param nodes how many processes each region has
 * @param versions how many versions of the application run in each region, as in a
 * rolling deployment: values of one are not for the others, invalidations are for all
 */
record ChaosSetup(Topology topology, Set<String> pairs, Set<String> clocks, int nodes, int versions) {

	static final ChaosSetup MESH = new ChaosSetup(Topology.mesh(List.of("east", "west", "south")), Set.of("south"),
			Set.of("west"), 2, 1);

	static final ChaosSetup HUB = new ChaosSetup(Topology.hub(List.of("hub", "east", "west", "south"), "hub"),
			Set.of("east"), Set.of("west"), 2, 2);

	/**
	 * Return the setup that a seed is for.
	 */
	static ChaosSetup of(long seed) {
		return (seed % 2 == 0) ? MESH : HUB;
	}

	List<String> regions() {
		return this.topology.regions();
	}

	boolean isHub() {
		return this.topology.kind() == Topology.Kind.HUB;
	}

	@Override
	public String toString() {
		return "%s of %s, %d versions".formatted(this.topology.kind(), this.topology.regions(), this.versions);
	}

}
