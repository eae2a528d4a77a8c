package io.regioncache.autoconfigure.client;

import java.util.List;

import io.regioncache.autoconfigure.endpoint.RegionEndpoint;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Node;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;

/**
 * Turns an endpoint's address and credentials into Spring Data's terms.
 */
final class RedisConfigurations {

	private RedisConfigurations() {
	}

	static RedisConfiguration forApplication(RegionEndpoint endpoint) {
		DataRedisConnectionDetails details = endpoint.details();
		if (details.getSentinel() != null) {
			return sentinel(details, details.getSentinel());
		}
		if (details.getCluster() != null) {
			return cluster(details, details.getCluster(), endpoint.properties().getCluster());
		}
		if (details.getMasterReplica() != null) {
			return masterReplica(details, details.getMasterReplica());
		}
		DataRedisConnectionDetails.Standalone standalone = details.getStandalone();
		if (standalone == null) {
			throw new IllegalStateException("No address for the region '" + endpoint.region() + "'");
		}
		return standalone(details, standalone);
	}

	/**
	 * Return where the cache finds the primary. Among static nodes that is the first.
	 */
	static RedisConfiguration forLink(RegionEndpoint endpoint) {
		DataRedisConnectionDetails details = endpoint.details();
		if (details.getMasterReplica() != null && details.getSentinel() == null && details.getCluster() == null) {
			Node primary = details.getMasterReplica().getNodes().get(0);
			return standalone(details, DataRedisConnectionDetails.Standalone.of(primary.host(), primary.port()));
		}
		return forApplication(endpoint);
	}

	private static RedisConfiguration standalone(DataRedisConnectionDetails details,
			DataRedisConnectionDetails.Standalone standalone) {
		RedisStandaloneConfiguration configuration = new RedisStandaloneConfiguration(standalone.getHost(),
				standalone.getPort());
		configuration.setDatabase(standalone.getDatabase());
		authenticate(configuration, details);
		return configuration;
	}

	private static RedisConfiguration sentinel(DataRedisConnectionDetails details,
			DataRedisConnectionDetails.Sentinel sentinel) {
		RedisSentinelConfiguration configuration = new RedisSentinelConfiguration();
		configuration.master(sentinel.getMaster());
		configuration.setSentinels(nodes(sentinel.getNodes()));
		configuration.setSentinelUsername(sentinel.getUsername());
		if (sentinel.getPassword() != null) {
			configuration.setSentinelPassword(RedisPassword.of(sentinel.getPassword()));
		}
		configuration.setDatabase(sentinel.getDatabase());
		authenticate(configuration, details);
		return configuration;
	}

	private static RedisConfiguration cluster(DataRedisConnectionDetails details,
			DataRedisConnectionDetails.Cluster cluster, DataRedisProperties.@Nullable Cluster properties) {
		RedisClusterConfiguration configuration = new RedisClusterConfiguration();
		configuration.setClusterNodes(nodes(cluster.getNodes()));
		if (properties != null && properties.getMaxRedirects() != null) {
			configuration.setMaxRedirects(properties.getMaxRedirects());
		}
		authenticate(configuration, details);
		return configuration;
	}

	private static RedisConfiguration masterReplica(DataRedisConnectionDetails details,
			DataRedisConnectionDetails.MasterReplica masterReplica) {
		List<Node> nodes = masterReplica.getNodes();
		RedisStaticMasterReplicaConfiguration configuration = new RedisStaticMasterReplicaConfiguration(
				nodes.get(0).host(), nodes.get(0).port());
		nodes.stream().skip(1).forEach((node) -> configuration.addNode(node.host(), node.port()));
		authenticate(configuration, details);
		return configuration;
	}

	private static void authenticate(RedisConfiguration.WithAuthentication configuration,
			DataRedisConnectionDetails details) {
		configuration.setUsername(details.getUsername());
		configuration.setPassword(RedisPassword.of(details.getPassword()));
	}

	private static List<RedisNode> nodes(List<Node> nodes) {
		return nodes.stream().map((node) -> new RedisNode(node.host(), node.port())).toList();
	}

}
