package io.regioncache.autoconfigure.endpoint;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.regioncache.region.Region;
import io.regioncache.region.RegionConfigurationException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Node;

/**
 * Sees to it that no two regions share a database, where they would take each other's
 * entries and markers for their own.
 */
public final class EndpointAddresses {

	private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "::1", "[::1]");

	private EndpointAddresses() {
	}

	public static void requireDistinct(Collection<RegionEndpoint> endpoints) {
		Map<String, Region> taken = new HashMap<>();
		for (RegionEndpoint endpoint : endpoints) {
			for (String address : addresses(endpoint.details())) {
				Region other = taken.putIfAbsent(address, endpoint.region());
				if (other != null && !other.equals(endpoint.region())) {
					throw new RegionConfigurationException(
							"The regions '" + other + "' and '" + endpoint.region() + "' have the same Redis, "
									+ address + ".",
							"Give each region a Redis of its own, or remove one of 'regions.endpoints." + other
									+ "' and 'regions.endpoints." + endpoint.region() + "'.");
				}
			}
		}
	}

	/**
	 * Refuse to talk to another region in plain text, unless it is on this very machine.
	 * @param endpoint the endpoint of another region
	 * @throws RegionConfigurationException if the link is not encrypted
	 */
	public static void requireEncrypted(RegionEndpoint endpoint) {
		if (isPlainText(endpoint)) {
			String region = endpoint.region().name();
			throw new RegionConfigurationException(
					"The link to region '" + region + "' is not encrypted: "
							+ String.join(", ", addresses(endpoint.details())) + ".",
					"Use a 'rediss:' URL or set 'regions.endpoints." + region + ".ssl.enabled=true'. If the network "
							+ "between the regions is private, set 'regions.replication.allow-plain-text=true'.");
		}
	}

	/**
	 * Whether the link to a region is not encrypted, and leaves this machine.
	 * @param endpoint the endpoint of the region
	 */
	public static boolean isPlainText(RegionEndpoint endpoint) {
		return endpoint.details().getSslBundle() == null
				&& !hosts(endpoint.details()).allMatch(EndpointAddresses::isLoopback);
	}

	/**
	 * Refuse a cluster where a primary and its replicas are wanted.
	 * @param endpoint the endpoint of a managed region
	 * @throws RegionConfigurationException if it is a cluster
	 */
	public static void requireNoCluster(RegionEndpoint endpoint) {
		if (endpoint.details().getCluster() != null) {
			String region = endpoint.region().name();
			throw new RegionConfigurationException(
					"The region '" + region + "' is a Redis Cluster, and the topology is 'managed'.",
					"Name one server in 'regions.endpoints." + region + ".url', or set "
							+ "'regions.replication.topology' to 'mesh' or 'hub'.");
		}
	}

	private static boolean isLoopback(String host) {
		return LOOPBACK.contains(host) || host.equals("localhost");
	}

	private static Stream<String> hosts(DataRedisConnectionDetails details) {
		if (details.getSentinel() != null) {
			return details.getSentinel().getNodes().stream().map(Node::host);
		}
		if (details.getCluster() != null) {
			return details.getCluster().getNodes().stream().map(Node::host);
		}
		if (details.getMasterReplica() != null) {
			return details.getMasterReplica().getNodes().stream().map(Node::host);
		}
		return Stream.ofNullable(details.getStandalone()).map(DataRedisConnectionDetails.Standalone::getHost);
	}

	public static List<String> addresses(DataRedisConnectionDetails details) {
		DataRedisConnectionDetails.Sentinel sentinel = details.getSentinel();
		if (sentinel != null) {
			return addresses(sentinel);
		}
		DataRedisConnectionDetails.Cluster cluster = details.getCluster();
		if (cluster != null) {
			return nodes(cluster.getNodes()).map((node) -> node + database(0)).toList();
		}
		DataRedisConnectionDetails.MasterReplica masterReplica = details.getMasterReplica();
		if (masterReplica != null) {
			return nodes(masterReplica.getNodes()).map((node) -> node + database(0)).toList();
		}
		return addresses(details.getStandalone());
	}

	private static List<String> addresses(DataRedisConnectionDetails.Sentinel sentinel) {
		return nodes(sentinel.getNodes())
			.map((node) -> "master " + sentinel.getMaster() + " of sentinel " + node + database(sentinel.getDatabase()))
			.toList();
	}

	private static List<String> addresses(DataRedisConnectionDetails.@Nullable Standalone standalone) {
		return (standalone != null)
				? List.of(address(standalone.getHost(), standalone.getPort()) + database(standalone.getDatabase()))
				: List.of();
	}

	public static Stream<String> nodes(List<Node> nodes) {
		return nodes.stream().map((node) -> address(node.host(), node.port()));
	}

	public static String address(String host, int port) {
		return LOOPBACK.contains(host) ? "localhost:" + port : host.toLowerCase(Locale.ROOT) + ":" + port;
	}

	private static String database(int database) {
		return " database " + database;
	}

}
