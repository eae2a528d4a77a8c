package io.regioncache.autoconfigure.client;

import java.time.Duration;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.KeepAliveOptions;
import io.lettuce.core.SocketOptions.TcpUserTimeoutOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.resource.EpollProvider;
import io.lettuce.core.resource.ExtendedKeepAliveSupport;
import io.lettuce.core.resource.IOUringProvider;
import io.regioncache.autoconfigure.endpoint.RegionEndpoint;
import io.regioncache.region.RegionConfigurationException;

import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceClientConfigurationBuilder;

/**
 * What the cache's own client changes in a configuration made for the application: it
 * keeps address, TLS and credentials, and gives up quickly.
 *
 * @param connectTimeout how long to wait for a connection, including its handshake
 * @param commandTimeout how long to wait for an answer
 */
public record LinkSettings(Duration connectTimeout, Duration commandTimeout) {

	private static final int REQUEST_QUEUE_SIZE = 10_000;

	private static final Duration SHORTEST_CHECK = Duration.ofSeconds(1);

	private static final Duration DEAD_PEER_TIMEOUT = Duration.ofSeconds(3);

	public LinkSettings {
		requirePositive("regions.connect-timeout", connectTimeout);
		requirePositive("regions.command-timeout", commandTimeout);
	}

	public static void requirePositive(String property, Duration timeout) {
		if (timeout.isZero() || timeout.isNegative()) {
			throw new RegionConfigurationException("'" + property + "' is " + timeout + ", but it must be positive.",
					"Set '" + property + "' to a duration such as '100ms'.");
		}
	}

	public static void requireSensibleCheck(Duration interval) {
		if (interval.compareTo(SHORTEST_CHECK) < 0) {
			throw new RegionConfigurationException(
					"'regions.address-check-interval' is " + interval + ", but each check opens a connection.",
					"Set 'regions.address-check-interval' to 1s or longer, such as '15s'.");
		}
	}

	LettuceClientConfiguration apply(RegionEndpoint endpoint, LettuceClientConfiguration application) {
		Duration connectTimeout = (endpoint.properties().getConnectTimeout() != null)
				? endpoint.properties().getConnectTimeout() : this.connectTimeout;
		LettuceClientConfigurationBuilder builder = LettuceClientConfiguration.builder();
		if (application.isUseSsl()) {
			var ssl = builder.useSsl().verifyPeer(application.getVerifyMode());
			if (application.isStartTls()) {
				ssl.startTls();
			}
		}
		application.getClientResources().ifPresent(builder::clientResources);
		application.getClientName().ifPresent(builder::clientName);
		application.getRedisCredentialsProviderFactory().ifPresent(builder::redisCredentialsProviderFactory);
		builder.clientOptions(options(application.getClientOptions().orElseGet(ClientOptions::create), connectTimeout));
		// Lettuce bounds the handshake by this one. The store bounds its commands itself:
		// a timer for each of them would be set, and never be canceled, at every read
		builder.commandTimeout(connectTimeout);
		builder.shutdownTimeout(application.getShutdownTimeout());
		builder.shutdownQuietPeriod(application.getShutdownQuietPeriod());
		return builder.build();
	}

	private ClientOptions options(ClientOptions application, Duration connectTimeout) {
		return application.mutate()
			.autoReconnect(false)
			.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
			.requestQueueSize(REQUEST_QUEUE_SIZE)
			.timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
			.socketOptions(socketOptions(application.getSocketOptions(), connectTimeout))
			.sslOptions(sslOptions(application.getSslOptions(), connectTimeout))
			.build();
	}

	// It ends before the whole attempt does, or nobody could tell that TLS was the reason
	private static SslOptions sslOptions(SslOptions application, Duration connectTimeout) {
		Duration most = connectTimeout.multipliedBy(3).dividedBy(4);
		return (application.getHandshakeTimeout().compareTo(most) <= 0) ? application
				: application.mutate().handshakeTimeout(most).build();
	}

	// Lettuce refuses to connect if told to set what the platform cannot
	private static SocketOptions socketOptions(SocketOptions application, Duration connectTimeout) {
		SocketOptions.Builder builder = application.mutate().connectTimeout(connectTimeout);
		if (EpollProvider.isAvailable() || IOUringProvider.isAvailable()) {
			builder.tcpUserTimeout(TcpUserTimeoutOptions.builder().enable().tcpUserTimeout(DEAD_PEER_TIMEOUT).build());
		}
		if (ExtendedKeepAliveSupport.isSupported()) {
			builder.keepAlive(KeepAliveOptions.builder()
				.enable()
				.idle(DEAD_PEER_TIMEOUT)
				.interval(Duration.ofSeconds(1))
				.count(2)
				.build());
		}
		return builder.build();
	}

}
