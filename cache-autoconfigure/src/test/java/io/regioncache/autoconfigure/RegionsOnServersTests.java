package io.regioncache.autoconfigure;

import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.test.SimulatedLink;
import io.regioncache.region.RegionLinks;
import io.regioncache.testkit.RedisClusterSetup;
import io.regioncache.testkit.RedisSentinelSetup;
import io.regioncache.testkit.RedisServer;
import io.regioncache.testkit.TlsMaterial;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that what is configured for a region reaches real servers.
 */
class RegionsOnServersTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, DataRedisAutoConfiguration.class,
				SslAutoConfiguration.class));

	@Test
	void tlsBundleAndAclUserAreUsedByBothClients(@TempDir Path directory) throws Exception {
		TlsMaterial tls = TlsMaterial.create(directory);
		int port = freePort();
		try (RedisServer server = RedisServer.start("tls-port " + port, "tls-auth-clients no",
				"tls-cert-file " + tls.certificate(), "tls-key-file " + tls.key(),
				"tls-ca-cert-file " + tls.certificate(), "user shop on >se:cret ~* &* +@all")) {
			ApplicationContextRunner withTls = this.contextRunner
				.withPropertyValues("regions.endpoints.a.url=rediss://shop:se%3Acret@127.0.0.1:" + port);
			withTls
				.withPropertyValues("regions.endpoints.a.ssl.bundle=redis",
						"spring.ssl.bundle.pem.redis.truststore.certificate=file:" + tls.certificate())
				.run((context) -> {
					context.getBean(StringRedisTemplate.class).opsForValue().set("key", "value");
					try (StatefulRedisConnection<String, String> connection = standalone(context).connect()) {
						assertThat(connection.sync().get("key")).isEqualTo("value");
						assertThat(connection.sync().aclWhoami()).isEqualTo("shop");
					}
				});
			assertThat(server.admin().text("GET", "key")).isEqualTo("value");
			withTls.run((context) -> {
				StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
				assertThatExceptionOfType(RedisConnectionFailureException.class)
					.isThrownBy(() -> template.opsForValue().get("key"));
				assertThatExceptionOfType(RedisConnectionException.class)
					.isThrownBy(() -> standalone(context).connect())
					.havingRootCause()
					.withMessageContaining("unable to find valid certification path");
			});
		}
	}

	@Test
	void linkWaitsForASlowHandshakeHoweverShortTheCommandTimeout() {
		try (RedisServer server = RedisServer.start(); SimulatedLink far = server.link()) {
			far.latency(Duration.ofMillis(80));
			this.contextRunner
				.withPropertyValues("regions.endpoints.a.url=" + far.url(), "regions.connect-timeout=10s",
						"regions.command-timeout=50ms")
				.run((context) -> {
					try (StatefulRedisConnection<String, String> connection = standalone(context).connect()) {
						assertThat(connection.isOpen()).isTrue();
					}
				});
		}
	}

	@Test
	void linkDoesNotWaitForAServerThatSaysNothing() {
		try (RedisServer server = RedisServer.start(); SimulatedLink proxy = server.link()) {
			proxy.blackHole();
			this.contextRunner
				.withPropertyValues("regions.endpoints.a.url=" + proxy.url(), "regions.connect-timeout=200ms")
				.run((context) -> {
					long begin = System.nanoTime();
					assertThatExceptionOfType(RedisConnectionException.class)
						.isThrownBy(() -> standalone(context).connect());
					assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
				});
		}
	}

	@Test
	void linkRefusesCommandsOnceItsConnectionIsLost() {
		try (RedisServer server = RedisServer.start()) {
			this.contextRunner.withPropertyValues("regions.endpoints.a.url=" + server.url()).run((context) -> {
				try (StatefulRedisConnection<String, String> connection = standalone(context).connect()) {
					connection.sync().set("key", "value");
					server.kill();
					assertThatExceptionOfType(RedisException.class).isThrownBy(() -> connection.sync().get("key"));
					server.restart();
					assertThatExceptionOfType(RedisException.class).isThrownBy(() -> connection.sync().get("key"))
						.withMessageContaining("not connected");
				}
			});
		}
	}

	@Test
	void clusterIsReachedByBothClients() {
		try (RedisClusterSetup cluster = RedisClusterSetup.start(3, false)) {
			this.contextRunner
				.withPropertyValues("regions.endpoints.a.cluster.nodes=" + String.join(",", cluster.addresses()))
				.run((context) -> {
					context.getBean(StringRedisTemplate.class).opsForValue().set("key", "value");
					RedisClusterClient client = (RedisClusterClient) client(context);
					try (var connection = client.connect()) {
						assertThat(connection.sync().get("key")).isEqualTo("value");
					}
				});
			assertThat(cluster.primaryOf("key").admin().text("GET", "key")).isEqualTo("value");
		}
	}

	@Test
	void primaryBehindSentinelsIsReachedByBothClients() {
		try (RedisSentinelSetup sentinels = RedisSentinelSetup.start(1)) {
			this.contextRunner
				.withPropertyValues("regions.endpoints.a.sentinel.master=" + sentinels.name(),
						"regions.endpoints.a.sentinel.nodes=" + String.join(",", sentinels.sentinelAddresses()))
				.run((context) -> {
					context.getBean(StringRedisTemplate.class).opsForValue().set("key", "value");
					try (StatefulRedisConnection<String, String> connection = standalone(context).connect()) {
						assertThat(connection.sync().get("key")).isEqualTo("value");
					}
				});
			assertThat(sentinels.primary().admin().text("GET", "key")).isEqualTo("value");
		}
	}

	@Test
	void startOpensNoConnection() {
		try (RedisServer server = RedisServer.start(); SimulatedLink proxy = server.link()) {
			this.contextRunner.withPropertyValues("regions.endpoints.a.url=" + proxy.url()).run((context) -> {
				assertThat(context.getBean(RegionLinks.class).get("a").isRunning()).isTrue();
				assertThat(proxy.connectionCount()).isZero();
			});
		}
	}

	private static RedisClient standalone(AssertableApplicationContext context) {
		return (RedisClient) client(context);
	}

	private static AbstractRedisClient client(AssertableApplicationContext context) {
		return context.getBean(RegionLinks.class).get("a").getRequiredNativeClient();
	}

	private static int freePort() throws Exception {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

}
