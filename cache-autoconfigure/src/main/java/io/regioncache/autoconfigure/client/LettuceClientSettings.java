package io.regioncache.autoconfigure.client;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ReadFrom;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.resource.ClientResources;
import io.regioncache.autoconfigure.endpoint.RegionEndpoint;
import io.regioncache.region.RegionConfigurationException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientConfigurationBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceClientConfigurationBuilder;
import org.springframework.util.StringUtils;

/**
 * Translates an endpoint's settings for Lettuce, with the meaning they have under
 * {@code spring.data.redis}, and lets the application's customizers have their say.
 *
 * @param clientResources the threads and timers all clients share
 * @param configurationCustomizers customizers of the configuration, in order
 * @param optionsCustomizers customizers of the client options, in order
 */
public record LettuceClientSettings(ClientResources clientResources,
		List<LettuceClientConfigurationBuilderCustomizer> configurationCustomizers,
		List<LettuceClientOptionsBuilderCustomizer> optionsCustomizers) {

	LettuceClientConfiguration forApplication(RegionEndpoint endpoint) {
		DataRedisProperties properties = endpoint.properties();
		SslBundle sslBundle = endpoint.details().getSslBundle();
		LettuceClientConfigurationBuilder builder = LettucePools.builder(properties.getLettuce().getPool());
		if (sslBundle != null) {
			builder.useSsl();
		}
		if (properties.getTimeout() != null) {
			builder.commandTimeout(properties.getTimeout());
		}
		describe(builder, endpoint);
		builder.clientOptions(clientOptions(endpoint, sslBundle));
		builder.clientResources(this.clientResources);
		this.configurationCustomizers.forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	private static void describe(LettuceClientConfigurationBuilder builder, RegionEndpoint endpoint) {
		DataRedisProperties.Lettuce lettuce = endpoint.properties().getLettuce();
		if (!lettuce.getShutdownTimeout().isZero()) {
			builder.shutdownTimeout(lettuce.getShutdownTimeout());
		}
		if (lettuce.getReadFrom() != null) {
			builder.readFrom(readFrom(property(endpoint, "lettuce.read-from"), lettuce.getReadFrom()));
		}
		String clientName = endpoint.properties().getClientName();
		if (clientName != null && StringUtils.hasText(clientName)) {
			builder.clientName(clientName);
		}
	}

	private ClientOptions clientOptions(RegionEndpoint endpoint, @Nullable SslBundle sslBundle) {
		ClientOptions.Builder builder = (endpoint.details().getCluster() != null)
				? clusterOptions(endpoint.properties().getLettuce().getCluster().getRefresh())
				: ClientOptions.builder();
		Duration connectTimeout = endpoint.properties().getConnectTimeout();
		if (connectTimeout != null) {
			LinkSettings.requirePositive(property(endpoint, "connect-timeout"), connectTimeout);
			builder.socketOptions(SocketOptions.builder().connectTimeout(connectTimeout).build());
		}
		if (sslBundle != null) {
			builder.sslOptions(sslOptions(sslBundle));
		}
		builder.timeoutOptions(TimeoutOptions.enabled());
		this.optionsCustomizers.forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	private static ClientOptions.Builder clusterOptions(DataRedisProperties.Lettuce.Cluster.Refresh refresh) {
		ClusterTopologyRefreshOptions.Builder options = ClusterTopologyRefreshOptions.builder()
			.dynamicRefreshSources(refresh.isDynamicRefreshSources());
		if (refresh.getPeriod() != null) {
			options.enablePeriodicRefresh(refresh.getPeriod());
		}
		return ClusterClientOptions.builder().topologyRefreshOptions(options.build());
	}

	private static SslOptions sslOptions(SslBundle sslBundle) {
		SslOptions.Builder builder = SslOptions.builder()
			.keyManager(sslBundle.getManagers().getKeyManagerFactory())
			.trustManager(sslBundle.getManagers().getTrustManagerFactory());
		String[] ciphers = sslBundle.getOptions().getCiphers();
		if (ciphers != null) {
			builder.cipherSuites(ciphers);
		}
		String[] protocols = sslBundle.getOptions().getEnabledProtocols();
		if (protocols != null) {
			builder.protocols(protocols);
		}
		return builder.build();
	}

	// 'replica-preferred' and 'replicaPreferred' alike; what follows a colon stays as it
	// is
	private static ReadFrom readFrom(String property, String value) {
		int colon = (value.indexOf(':') != -1) ? value.indexOf(':') : value.length();
		String name = value.substring(0, colon).replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
		try {
			return ReadFrom.valueOf(name + value.substring(colon));
		}
		catch (IllegalArgumentException ex) {
			throw new RegionConfigurationException(
					"'" + property + "' is '" + value + "', which Lettuce does not know.",
					"Write 'upstream', 'upstream-preferred', 'replica', 'replica-preferred', 'lowest-latency', 'any', "
							+ "'any-replica', or what Lettuce reads behind 'subnet:' or 'regex:'.");
		}
	}

	private static String property(RegionEndpoint endpoint, String name) {
		return "regions.endpoints." + endpoint.region() + "." + name;
	}

}
