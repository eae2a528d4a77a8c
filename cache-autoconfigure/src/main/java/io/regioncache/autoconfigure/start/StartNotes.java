package io.regioncache.autoconfigure.start;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.regioncache.autoconfigure.endpoint.EndpointAddresses;
import io.regioncache.autoconfigure.endpoint.RegionEndpoint;
import io.regioncache.autoconfigure.endpoint.RegionEndpoints;
import io.regioncache.autoconfigure.properties.RegionsProperties;
import io.regioncache.autoconfigure.properties.ReplicationProperties;
import io.regioncache.autoconfigure.start.StartNote.Topic;
import io.regioncache.region.KeySpace;
import io.regioncache.region.Regions;
import io.regioncache.replication.Topology;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;

/**
 * What there is to say of the regions themselves. Users and passwords are not shown.
 *
 * @param regions the regions
 * @param endpoints their Redis
 * @param properties the properties
 * @param keySpace where their keys lie
 * @param embedded whether the servers are embedded
 */
public record StartNotes(Regions regions, RegionEndpoints endpoints, RegionsProperties properties, KeySpace keySpace,
		boolean embedded) {

	public List<StartNote> all() {
		String others = this.regions.otherNames().stream().map(this::region).collect(Collectors.joining(", "));
		return List.of(new StartNote(Topic.HOME, region(this.regions.home().name())),
				new StartNote(Topic.OTHERS, others.isEmpty() ? "none" : others),
				new StartNote(Topic.REPLICATION, others.isEmpty() ? null : replication()),
				new StartNote(Topic.FOLLOWER, follower()),
				new StartNote(Topic.KEYS, "'" + this.keySpace.prefix() + "'"));
	}

	private String region(String name) {
		RegionEndpoint endpoint = this.endpoints.get(name);
		String address = address(endpoint.details());
		return "%s (%s%s)".formatted(name, this.embedded ? address.replace("standalone", "embedded") : address,
				(endpoint.details().getSslBundle() != null) ? ", TLS" : "");
	}

	private static String address(DataRedisConnectionDetails details) {
		DataRedisConnectionDetails.Sentinel sentinel = details.getSentinel();
		if (sentinel != null) {
			return "sentinel, master %s at %s%s".formatted(sentinel.getMaster(), joined(sentinel.getNodes()),
					database(sentinel.getDatabase()));
		}
		DataRedisConnectionDetails.Cluster cluster = details.getCluster();
		if (cluster != null) {
			return "cluster " + joined(cluster.getNodes());
		}
		return addressOfNodes(details);
	}

	private static String addressOfNodes(DataRedisConnectionDetails details) {
		DataRedisConnectionDetails.MasterReplica nodes = details.getMasterReplica();
		if (nodes != null) {
			return "standalone "
					+ EndpointAddresses.nodes(nodes.getNodes()).collect(Collectors.joining(" with replica "));
		}
		DataRedisConnectionDetails.Standalone standalone = details.getStandalone();
		return (standalone != null)
				? "standalone " + EndpointAddresses.address(standalone.getHost(), standalone.getPort())
						+ database(standalone.getDatabase())
				: "no address";
	}

	private static String joined(List<DataRedisConnectionDetails.Node> nodes) {
		return EndpointAddresses.nodes(nodes).collect(Collectors.joining(" "));
	}

	private static String database(int database) {
		return (database != 0) ? " database " + database : "";
	}

	private String replication() {
		ReplicationProperties replication = this.properties.replication();
		if (!replication.enabled()) {
			return "off, so this process applies no invalidations of other regions";
		}
		return switch (replication.topology()) {
			case MESH -> "mesh";
			case HUB -> "hub " + replication.hub();
			case MANAGED -> "managed, writes go to " + replication.primary();
		};
	}

	private String follower() {
		ReplicationProperties replication = this.properties.replication();
		String home = this.regions.home().name();
		boolean replica = replication.topology() == Topology.Kind.MANAGED && !home.equals(replication.primary());
		boolean cluster = this.endpoints.get(home).details().getCluster() != null;
		return Stream.of(cluster ? "of a cluster" : "", replica ? "of a replica" : "")
			.filter((kind) -> !kind.isEmpty())
			.findFirst()
			.map((kind) -> "off, every hit " + kind + " also reads markers")
			.orElse("on if Redis allows it");
	}

}
