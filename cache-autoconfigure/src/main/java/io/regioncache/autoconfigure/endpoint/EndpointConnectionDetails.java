package io.regioncache.autoconfigure.endpoint;

import java.util.List;
import java.util.function.Supplier;

import io.regioncache.autoconfigure.properties.RedisUrl;
import io.regioncache.region.RegionConfigurationException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties.ClientType;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.StringUtils;

/**
 * The address and credentials in one region's {@code regions.endpoints.<name>.*}, checked
 * when it is created.
 */
public final class EndpointConnectionDetails implements DataRedisConnectionDetails {

	private static final String DEFINE_BUNDLE = "Define the bundle under 'spring.ssl.bundle'.";

	private final String property;

	private final DataRedisProperties properties;

	private final Supplier<@Nullable SslBundles> sslBundles;

	private final @Nullable RedisUrl url;

	private final @Nullable Sentinel sentinel;

	private final @Nullable Cluster cluster;

	private final @Nullable MasterReplica masterReplica;

	public EndpointConnectionDetails(String region, DataRedisProperties properties,
			Supplier<@Nullable SslBundles> sslBundles) {
		this.property = "regions.endpoints." + region;
		this.properties = properties;
		this.sslBundles = sslBundles;
		requireLettuce(properties.getClientType());
		this.url = (properties.getUrl() != null) ? RedisUrl.parse(this.property + ".url", properties.getUrl()) : null;
		this.sentinel = sentinel(properties.getSentinel());
		DataRedisProperties.Cluster cluster = properties.getCluster();
		this.cluster = (cluster != null) ? clusterOf(nodes("cluster", cluster.getNodes())) : null;
		DataRedisProperties.Masterreplica masterReplica = properties.getMasterreplica();
		this.masterReplica = (masterReplica != null) ? masterReplicaOf(nodes("masterreplica", masterReplica.getNodes()))
				: null;
	}

	@Override
	public @Nullable String getUsername() {
		return (this.url != null) ? this.url.username() : this.properties.getUsername();
	}

	@Override
	public @Nullable String getPassword() {
		return (this.url != null) ? this.url.password() : this.properties.getPassword();
	}

	@Override
	public @Nullable SslBundle getSslBundle() {
		String bundle = this.properties.getSsl().getBundle();
		if (StringUtils.hasText(bundle) && this.properties.getSsl().isEnabled()) {
			return getBundle(requireBundles(bundle), bundle);
		}
		boolean ssl = this.properties.getSsl().isEnabled() || (this.url != null && this.url.ssl());
		return ssl ? SslBundle.systemDefault() : null;
	}

	private SslBundles requireBundles(String wanted) {
		SslBundles bundles = this.sslBundles.get();
		if (bundles == null) {
			throw new RegionConfigurationException(
					"'" + this.property + ".ssl.bundle' names '" + wanted + "', but there are no SSL bundles.",
					DEFINE_BUNDLE);
		}
		return bundles;
	}

	private SslBundle getBundle(SslBundles bundles, String name) {
		try {
			return bundles.getBundle(name);
		}
		catch (NoSuchSslBundleException ex) {
			throw new RegionConfigurationException(
					"'" + this.property + ".ssl.bundle' names '" + name + "', which is no SSL bundle.",
					bundles.getBundleNames().isEmpty() ? DEFINE_BUNDLE
							: "Name one of " + String.join(", ", bundles.getBundleNames())
									+ ", or define the bundle under 'spring.ssl.bundle'.");
		}
	}

	@Override
	public Standalone getStandalone() {
		return (this.url != null) ? Standalone.of(this.url.host(), this.url.port(), this.url.database())
				: Standalone.of(RedisUrl.host(this.property, this.properties.getHost()),
						RedisUrl.port(this.property + ".port", this.properties.getPort()), database());
	}

	private int database() {
		return RedisUrl.database(this.property + ".database", this.properties.getDatabase());
	}

	@Override
	public @Nullable Sentinel getSentinel() {
		return this.sentinel;
	}

	@Override
	public @Nullable Cluster getCluster() {
		return this.cluster;
	}

	@Override
	public @Nullable MasterReplica getMasterReplica() {
		return this.masterReplica;
	}

	private void requireLettuce(@Nullable ClientType clientType) {
		if (clientType == ClientType.JEDIS) {
			String name = this.property + ".client-type";
			throw new RegionConfigurationException(
					"'" + name + "' is 'jedis', but regions are reached with Lettuce only.", "Remove '" + name + "'.");
		}
	}

	private @Nullable Sentinel sentinel(DataRedisProperties.@Nullable Sentinel sentinel) {
		if (sentinel == null) {
			return null;
		}
		String master = sentinel.getMaster();
		if (!StringUtils.hasText(master)) {
			throw new RegionConfigurationException("'" + this.property + ".sentinel' does not name a master.",
					"Set '" + this.property + ".sentinel.master' to the name the sentinels know it by.");
		}
		return new SentinelEndpoint((this.url != null) ? this.url.database() : database(), master,
				nodes("sentinel", sentinel.getNodes()), sentinel.getUsername(), sentinel.getPassword());
	}

	private List<Node> nodes(String kind, @Nullable List<String> nodes) {
		String name = this.property + "." + kind + ".nodes";
		if (nodes == null || nodes.isEmpty()) {
			throw new RegionConfigurationException("'" + name + "' is empty.",
					"Set '" + name + "' to at least one 'host:port'.");
		}
		return nodes.stream().map((node) -> RedisUrl.node(name, node)).toList();
	}

	private static Cluster clusterOf(List<Node> nodes) {
		return () -> nodes;
	}

	private static MasterReplica masterReplicaOf(List<Node> nodes) {
		return () -> nodes;
	}

	/**
	 * A master that sentinels watch.
	 */
	private record SentinelEndpoint(int database, String master, List<Node> nodes, @Nullable String username,
			@Nullable String password) implements Sentinel {

		@Override
		public String toString() {
			return "Sentinel[master=%s, nodes=%s]".formatted(this.master, this.nodes);
		}

		@Override
		public int getDatabase() {
			return this.database;
		}

		@Override
		public String getMaster() {
			return this.master;
		}

		@Override
		public List<Node> getNodes() {
			return this.nodes;
		}

		@Override
		public @Nullable String getUsername() {
			return this.username;
		}

		@Override
		public @Nullable String getPassword() {
			return this.password;
		}

	}

}
