package io.regioncache.autoconfigure;

import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.testkit.RedisServer;
import io.regioncache.testkit.TlsMaterial;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the log says of a Redis that cannot be connected to: which of its certificate, its
 * password, its rights or its port is wrong, and what to do. The servers are real.
 */
@ExtendWith(OutputCaptureExtension.class)
class ConnectionMessagesTests {

	private static final String SECRET = "s3cr3t-never-shown";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class,
				DataRedisAutoConfiguration.class, SslAutoConfiguration.class))
		.withPropertyValues("regions.connect-timeout=10s", "regions.command-timeout=10s");

	@TempDir
	private static Path directory;

	@BeforeAll
	static void createAuthority() throws Exception {
		TlsMaterial.createAuthority(directory);
	}

	@Test
	void aCertificateThatHasExpired(CapturedOutput output) throws Exception {
		TlsMaterial tls = TlsMaterial.issue(directory, "san=ip:127.0.0.1", "-startdate", "-10d", "-validity", "5");
		atTls(tls, "no", output, trusting(tls), "the server's certificate has expired. Renew it", "NotAfter: ");
	}

	@Test
	void aCertificateThatIsNotValidYet(CapturedOutput output) throws Exception {
		TlsMaterial tls = TlsMaterial.issue(directory, "san=ip:127.0.0.1", "-startdate", "+10d");
		atTls(tls, "no", output, trusting(tls), "the server's certificate is not valid yet", "NotBefore: ");
	}

	@Test
	void aCertificateOfAnUnknownAuthority(CapturedOutput output) throws Exception {
		atTls(TlsMaterial.issue(directory, "san=ip:127.0.0.1"), "no", output, List.of(),
				"the server's certificate is not trusted", "Set the endpoint's 'ssl.bundle'");
	}

	@Test
	void aCertificateForAnotherName(CapturedOutput output) throws Exception {
		TlsMaterial tls = TlsMaterial.issue(directory, "san=dns:redis.example.com");
		atTls(tls, "no", output, trusting(tls), "the server's certificate is for another name",
				"No subject alternative names matching IP address 127.0.0.1");
	}

	@Test
	void aClientCertificateThatIsMissing(CapturedOutput output) throws Exception {
		TlsMaterial tls = TlsMaterial.issue(directory, "san=ip:127.0.0.1");
		atTls(tls, "yes", output, trusting(tls), "the server asks for a client certificate");
	}

	@Test
	void plainTextToAPortForTls(CapturedOutput output) throws Exception {
		int port = freePort();
		try (RedisServer server = RedisServer
			.start(tlsPort(TlsMaterial.issue(directory, "san=ip:127.0.0.1"), port, "no"))) {
			says(output, List.of(url("redis", "127.0.0.1:" + port)), "the server closed the connection at once",
					"use 'rediss:'");
		}
	}

	@Test
	void tlsToAPortForPlainText(CapturedOutput output) {
		try (RedisServer server = RedisServer.start()) {
			says(output, List.of(url("rediss", server.address()), "regions.connect-timeout=2s"),
					"the server does not answer in TLS", "'redis:' instead of 'rediss:'");
		}
	}

	@Test
	void aWrongPassword(CapturedOutput output) {
		try (RedisServer server = RedisServer.start("user shop on >right ~* &* +@all")) {
			says(output, List.of(url("redis", server.address())), "the server knows no such user with this password",
					"WRONGPASS");
		}
	}

	@Test
	void eachReasonOnce(CapturedOutput output) {
		try (RedisServer server = RedisServer.start("user shop on >right ~* &* +@all")) {
			server.kill();
			this.contextRunner.withPropertyValues(url("redis", server.address())).run((context) -> {
				Awaitility.await().until(() -> lines(output).size() == 1);
				server.restartEmpty();
				Awaitility.await().until(() -> lines(output).stream().anyMatch((line) -> line.contains("WRONGPASS")));
				assertThat(lines(output)).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(3);
				assertThat(lines(output).get(0)).contains("no server listens there");
			});
		}
	}

	@Test
	void aPasswordThatIsMissing(CapturedOutput output) {
		try (RedisServer server = RedisServer.start()) {
			server.admin().call("CONFIG", "SET", "requirepass", SECRET);
			says(output, List.of("regions.endpoints.a.url=redis://" + server.address()),
					"the server asks for a password. Set the endpoint's 'password'", "NOAUTH");
		}
	}

	@Test
	void aRightThatIsMissing(CapturedOutput output) {
		try (RedisServer server = RedisServer.start("user shop on >" + SECRET + " ~* &* +@connection")) {
			says(output, List.of(url("redis", server.address())), "the user lacks a right", "NOPERM", "evalsha");
		}
	}

	@Test
	void aServerThatIsNotThere(CapturedOutput output) throws Exception {
		says(output, List.of(url("redis", "127.0.0.1:" + freePort())), "no server listens there");
	}

	@Test
	void aHostThatIsNotThere(CapturedOutput output) {
		says(output, List.of(url("redis", "no-such-host.invalid:6379")), "there is no such host",
				"no-such-host.invalid");
	}

	@Test
	void aClusterOfWhichNoNodeLetsAnybodyIn(CapturedOutput output) {
		try (RedisServer server = RedisServer.start("cluster-enabled yes")) {
			server.admin().call("CONFIG", "SET", "requirepass", "right");
			says(output,
					List.of("regions.endpoints.a.cluster.nodes=" + server.address(),
							"regions.endpoints.a.password=" + SECRET),
					"the server knows no such user with this password", "WRONGPASS");
		}
	}

	private static List<String> trusting(TlsMaterial tls) {
		return List.of("regions.endpoints.a.ssl.bundle=redis",
				"spring.ssl.bundle.pem.redis.truststore.certificate=file:" + tls.authority());
	}

	private void atTls(TlsMaterial tls, String clients, CapturedOutput output, List<String> settings,
			String... expected) throws Exception {
		int port = freePort();
		try (RedisServer server = RedisServer.start(tlsPort(tls, port, clients))) {
			List<String> all = new ArrayList<>(settings);
			all.add(url("rediss", "127.0.0.1:" + port));
			says(output, all, expected);
		}
	}

	private static String[] tlsPort(TlsMaterial tls, int port, String clients) {
		return new String[] { "tls-port " + port, "tls-auth-clients " + clients, "tls-cert-file " + tls.certificate(),
				"tls-key-file " + tls.key(), "tls-ca-cert-file " + tls.certificate() };
	}

	private static String url(String scheme, String address) {
		return "regions.endpoints.a.url=" + scheme + "://shop:" + SECRET + "@" + address;
	}

	private void says(CapturedOutput output, List<String> settings, String... expected) {
		this.contextRunner.withPropertyValues(settings.toArray(String[]::new)).run((context) -> {
			assertThat(context).hasNotFailed();
			Awaitility.await()
				.untilAsserted(
						() -> assertThat(lines(output)).anySatisfy((line) -> assertThat(line).contains(expected)));
			assertThat(output).doesNotContain(SECRET);
		});
	}

	private static List<String> lines(CapturedOutput output) {
		return output.getAll().lines().filter((line) -> line.contains("Region a cannot be reached")).toList();
	}

	private static int freePort() throws Exception {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

}
