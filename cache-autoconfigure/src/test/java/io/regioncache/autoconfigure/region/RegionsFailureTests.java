package io.regioncache.autoconfigure.region;

import java.util.List;
import java.util.Map;

import io.regioncache.autoconfigure.endpoint.RegionsConnectionDetails;
import io.regioncache.region.Regions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import redis.embedded.RedisExecProvider;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static io.regioncache.testkit.StartFailures.analyze;
import static io.regioncache.testkit.StartFailures.assertFailure;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what the user reads when the regions are configured wrongly.
 */
@ExtendWith(OutputCaptureExtension.class)
class RegionsFailureTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, DataRedisAutoConfiguration.class))
		.withPropertyValues("regions.endpoints.eu-west-1.url=redis://eu.example.com");

	@Test
	void unknownHomeRegion() {
		this.contextRunner.withPropertyValues("regions.home=eu-west-2")
			.run((context) -> assertFailure(context,
					"The home region 'eu-west-2', which 'regions.home' names, is not a configured region. "
							+ "The configured regions are: eu-west-1.",
					"Set 'regions.home' to one of eu-west-1, or make 'eu-west-2' another name of one of them: "
							+ "for example 'regions.aliases.eu-west-2=eu-west-1'."));
	}

	@Test
	void noRegion() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader(RedisExecProvider.class))
			.run(this::assertNoRegion);
	}

	@Test
	void noRegionAndEmbeddedOnesSwitchedOff() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class))
			.withPropertyValues("regions.embedded.enabled=false")
			.run(this::assertNoRegion);
	}

	private void assertNoRegion(AssertableApplicationContext context) {
		assertFailure(context, "No region is configured.",
				"Set 'regions.endpoints.<region>.url' for each region, for example "
						+ "'regions.endpoints.eu-west-1.url=redis://localhost:6379'. For development, add "
						+ "'org.signal:embedded-redis' to the classpath and set 'regions.embedded.enabled=true' instead, "
						+ "and Redis servers are started for you. "
						+ "To do without Region Cache, set 'regions.enabled=false'.");
	}

	@Test
	void malformedRegionName() {
		this.contextRunner.withPropertyValues("regions.endpoints[EU_West].url=redis://eu.example.com")
			.run((context) -> assertFailure(context, "'EU_West' is not a valid region name.",
					"Use lower-case letters, digits and hyphens, beginning with a letter or digit, "
							+ "at most 63 characters: for example 'eu-west-1'."));
	}

	@Test
	void sameServerInTwoRegions() {
		this.contextRunner
			.withPropertyValues("regions.home=eu-west-1", "regions.endpoints.eu-west-2.host=EU.example.com")
			.run((context) -> assertFailure(context,
					"The regions 'eu-west-1' and 'eu-west-2' have the same Redis, eu.example.com:6379 database 0.",
					"Give each region a Redis of its own, or remove one of 'regions.endpoints.eu-west-1' "
							+ "and 'regions.endpoints.eu-west-2'."));
	}

	@Test
	void sameClusterNodeInTwoRegions() {
		this.contextRunner
			.withPropertyValues("regions.home=eu-west-1", "regions.endpoints.a.cluster.nodes=c1:7000,c2:7000",
					"regions.endpoints.b.cluster.nodes=c3:7000,c2:7000")
			.run((context) -> assertFailure(context, "The regions 'a' and 'b' have the same Redis, c2:7000 database 0.",
					"Give each region a Redis of its own, or remove one of 'regions.endpoints.a' "
							+ "and 'regions.endpoints.b'."));
	}

	@Test
	void sameSentinelMasterInTwoRegions() {
		this.contextRunner
			.withPropertyValues("regions.home=eu-west-1", "regions.endpoints.a.sentinel.master=shop",
					"regions.endpoints.a.sentinel.nodes=s1:26379", "regions.endpoints.b.sentinel.master=shop",
					"regions.endpoints.b.sentinel.nodes=s1:26379")
			.run((context) -> assertFailure(context,
					"The regions 'a' and 'b' have the same Redis, master shop of sentinel s1:26379 database 0.",
					"Give each region a Redis of its own, or remove one of 'regions.endpoints.a' "
							+ "and 'regions.endpoints.b'."));
	}

	@Test
	void anotherDatabaseOfTheSameServerIsAnotherRegion() {
		this.contextRunner
			.withPropertyValues("regions.home=eu-west-1",
					"regions.endpoints.eu-west-2.url=redis://eu.example.com:6379/1")
			.run((context) -> assertThat(context).hasSingleBean(Regions.class));
	}

	@Test
	void loopbackByAnyNameIsTheSameServer() {
		this.contextRunner
			.withPropertyValues("regions.home=a", "regions.endpoints.a.host=localhost",
					"regions.endpoints.b.url=redis://127.0.0.1:6379")
			.run((context) -> assertThat(context.getStartupFailure())
				.hasRootCauseMessage("The regions 'a' and 'b' have the same Redis, localhost:6379 database 0."));
	}

	@Test
	void malformedUrl() {
		assertMalformed("eu.example.com:6379", "its scheme must be 'redis' or 'rediss'");
		assertMalformed("http://eu.example.com", "its scheme must be 'redis' or 'rediss'");
		assertMalformed("redis://", "it cannot be read as a URL");
		assertMalformed("redis://:secret@", "it has no host, or one that is no valid host name");
		assertMalformed("redis://my_host:6379", "it has no host, or one that is no valid host name");
		assertMalformed("redis://u:a b@eu.example.com", "it cannot be read as a URL");
		assertMalformed("redis://eu.example.com/shop", "its path must be the number of a database, not '/shop'");
	}

	private void assertMalformed(String url, String reason) {
		this.contextRunner.withPropertyValues("regions.endpoints.eu-west-1.url=" + url)
			.run((context) -> assertFailure(context, "'regions.endpoints.eu-west-1.url' is malformed: " + reason + ".",
					"Write 'regions.endpoints.eu-west-1.url' as 'redis://user:password@host:port/database', "
							+ "or 'rediss://' for TLS, with special characters percent-encoded."));
	}

	@Test
	void passwordIsNotShown() {
		this.contextRunner.withPropertyValues("regions.endpoints.eu-west-1.url=redis://u:s3cr#t@[eu")
			.run((context) -> assertThat(context.getStartupFailure()).satisfies((failure) -> {
				for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
					assertThat(cause.getMessage()).doesNotContain("s3cr");
				}
			}));
	}

	@Test
	void portOutOfRange() {
		this.contextRunner.withPropertyValues("regions.endpoints.eu-west-1.url=redis://eu.example.com:70000")
			.run((context) -> assertFailure(context,
					"The port 70000 in 'regions.endpoints.eu-west-1.url' is out of range.",
					"Use a port from 1 to 65535."));
	}

	@Test
	void malformedHost() {
		for (String host : List.of("", "eu.example.com:6379", "redis://u:s3cret@eu.example.com", "eu example",
				"eu.example.com/1", "a.example.com,b.example.com")) {
			this.contextRunner.withPropertyValues("regions.home=a", "regions.endpoints.a.host=" + host)
				.run((context) -> assertFailure(context, "'regions.endpoints.a.host' is no host name.",
						"Write a name such as 'redis.example.com' there and the port as 'regions.endpoints.a.port', "
								+ "or both as 'regions.endpoints.a.url=redis://redis.example.com:6379'."));
		}
	}

	@Test
	void addressesOfBothVersionsAreHosts() {
		for (String host : List.of("10.0.0.1", "::1", "[2001:db8::1]")) {
			this.contextRunner.withPropertyValues("regions.home=a", "regions.endpoints.a.host=" + host)
				.run((context) -> assertThat(context).hasNotFailed());
		}
	}

	@Test
	void portOfItsOwnOutOfRange() {
		for (String port : List.of("0", "70000", "-1")) {
			this.contextRunner.withPropertyValues("regions.home=a", "regions.endpoints.a.port=" + port)
				.run((context) -> assertFailure(context,
						"The port " + port + " in 'regions.endpoints.a.port' is out of range.",
						"Use a port from 1 to 65535."));
		}
	}

	@Test
	void negativeDatabase() {
		this.contextRunner.withPropertyValues("regions.home=a", "regions.endpoints.a.database=-1")
			.run((context) -> assertFailure(context,
					"'regions.endpoints.a.database' is -1, but it must not be negative.",
					"Set 'regions.endpoints.a.database' to the number of a database, such as 0."));
	}

	@Test
	void urlInPlaceOfAnEndpoint() {
		this.contextRunner.withPropertyValues("regions.endpoints.us-east-1=redis://u:s3cret@us.example.com")
			.run((context) -> {
				assertThat(analyze(context).getDescription()).startsWith("There is no property ")
					.doesNotContain("s3cret");
				assertThat(analyze(context).getAction())
					.isEqualTo("Write 'regions.endpoints.us-east-1.url' instead, or remove it.");
			});
	}

	@Test
	void malformedClusterNode() {
		this.contextRunner.withPropertyValues("regions.home=a", "regions.endpoints.a.cluster.nodes=c1:7000,c2")
			.run((context) -> assertFailure(context,
					"'c2' in 'regions.endpoints.a.cluster.nodes' is not a 'host:port'.",
					"Write each node as 'host:port', for example 'redis-1.example.com:6379'."));
	}

	@Test
	void clusterWithoutNodes() {
		this.contextRunner.withPropertyValues("regions.home=a", "regions.endpoints.a.cluster.max-redirects=3")
			.run((context) -> assertFailure(context, "'regions.endpoints.a.cluster.nodes' is empty.",
					"Set 'regions.endpoints.a.cluster.nodes' to at least one 'host:port'."));
	}

	@Test
	void sentinelWithoutMaster() {
		this.contextRunner.withPropertyValues("regions.home=a", "regions.endpoints.a.sentinel.nodes=s1:26379")
			.run((context) -> assertFailure(context, "'regions.endpoints.a.sentinel' does not name a master.",
					"Set 'regions.endpoints.a.sentinel.master' to the name the sentinels know it by."));
	}

	@Test
	void sslBundleWithoutBundles() {
		this.contextRunner.withPropertyValues("regions.endpoints.eu-west-1.ssl.bundle=redis")
			.run((context) -> assertFailure(context,
					"'regions.endpoints.eu-west-1.ssl.bundle' names 'redis', but there are no SSL bundles.",
					"Define the bundle under 'spring.ssl.bundle'."));
	}

	@Test
	void unknownSslBundle() {
		ApplicationContextRunner withBundles = this.contextRunner
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
			.withPropertyValues("regions.endpoints.eu-west-1.ssl.bundle=redsi");
		withBundles.run((context) -> assertFailure(context,
				"'regions.endpoints.eu-west-1.ssl.bundle' names 'redsi', which is no SSL bundle.",
				"Define the bundle under 'spring.ssl.bundle'."));
		withBundles.withPropertyValues("spring.ssl.bundle.jks.redis.options.enabled-protocols=TLSv1.3")
			.run((context) -> assertFailure(context,
					"'regions.endpoints.eu-west-1.ssl.bundle' names 'redsi', which is no SSL bundle.",
					"Name one of redis, or define the bundle under 'spring.ssl.bundle'."));
	}

	@Test
	void unknownReadFrom() {
		this.contextRunner.withPropertyValues("regions.endpoints.eu-west-1.lettuce.read-from=nearst")
			.run((context) -> assertFailure(context,
					"'regions.endpoints.eu-west-1.lettuce.read-from' is 'nearst', which Lettuce does not know.",
					"Write 'upstream', 'upstream-preferred', 'replica', 'replica-preferred', 'lowest-latency', 'any', "
							+ "'any-replica', or what Lettuce reads behind 'subnet:' or 'regex:'."));
	}

	@Test
	void jedis() {
		this.contextRunner.withPropertyValues("regions.endpoints.eu-west-1.client-type=jedis")
			.run((context) -> assertFailure(context,
					"'regions.endpoints.eu-west-1.client-type' is 'jedis', but regions are reached with Lettuce only.",
					"Remove 'regions.endpoints.eu-west-1.client-type'."));
	}

	@Test
	void malformedKeyPrefix() {
		this.contextRunner.withPropertyValues("spring.application.name=My Shop")
			.run((context) -> assertFailure(context,
					"The key prefix 'My Shop' is empty or contains a brace, a colon, whitespace or a control character.",
					"Set 'regions.key-prefix', which is 'spring.application.name' unless set, "
							+ "to a plain name such as 'shop'."));
	}

	@Test
	void timeoutThatIsNotPositive() {
		this.contextRunner.withPropertyValues("regions.command-timeout=0s")
			.run((context) -> assertFailure(context, "'regions.command-timeout' is PT0S, but it must be positive.",
					"Set 'regions.command-timeout' to a duration such as '100ms'."));
		this.contextRunner.withPropertyValues("regions.connect-timeout=-1s")
			.run((context) -> assertFailure(context, "'regions.connect-timeout' is PT-1S, but it must be positive.",
					"Set 'regions.connect-timeout' to a duration such as '100ms'."));
	}

	@Test
	void fallbackTimeoutThatIsNotPositive() {
		this.contextRunner.withPropertyValues("regions.fallback-timeout=0s")
			.run((context) -> assertFailure(context, "'regions.fallback-timeout' is PT0S, but it must be positive.",
					"Set 'regions.fallback-timeout' to a duration such as '100ms'."));
	}

	@Test
	void addressCheckIntervalThatIsTooShort() {
		this.contextRunner.withPropertyValues("regions.address-check-interval=100ms")
			.run((context) -> assertFailure(context,
					"'regions.address-check-interval' is PT0.1S, but each check opens a connection.",
					"Set 'regions.address-check-interval' to 1s or longer, such as '15s'."));
	}

	@Test
	void connectTimeoutOfAnEndpointThatIsNotPositive() {
		this.contextRunner.withPropertyValues("regions.endpoints.eu-west-1.connect-timeout=0s")
			.run((context) -> assertFailure(context,
					"'regions.endpoints.eu-west-1.connect-timeout' is PT0S, but it must be positive.",
					"Set 'regions.endpoints.eu-west-1.connect-timeout' to a duration such as '100ms'."));
	}

	@Test
	void duration() {
		for (String value : List.of("fast", "30 minutes", "1h30m", "30min")) {
			assertInvalid("regions.command-timeout", value, "duration",
					"Write one number and one unit, such as 100ms, 30s, 30m or 1h; or the ISO form, such as PT1H30M.");
		}
		assertInvalid("regions.caches.products.ttl", "30 minutes", "duration",
				"Write one number and one unit, such as 100ms, 30s, 30m or 1h; or the ISO form, such as PT1H30M.");
	}

	@Test
	void size() {
		assertInvalid("regions.caches.products.max-value-size", "1mb", "size",
				"Write one number and one unit, such as 500KB or 1MB.");
	}

	@Test
	void number() {
		assertInvalid("regions.endpoints.eu-west-1.port", "redis", "number", "Write a number, such as 64.");
		assertInvalid("regions.caches.products.ttl-jitter", "10%", "number", "Write a number, such as 0.1.");
	}

	@Test
	void choice() {
		assertInvalid("regions.replication.topology", "star", "value that it can have",
				"Write 'mesh', 'hub' or 'managed'.");
		assertInvalid("regions.cache-defaults.conflict", "merge", "value that it can have",
				"Write 'drop' or 'last-write-wins'.");
	}

	@Test
	void truthValue() {
		assertInvalid("regions.embedded.enabled", "maybe", "truth value", "Write 'true' or 'false'.");
	}

	@Test
	void className() {
		assertInvalid("regions.caches.products.type", "com.example.Prodct", "class of this application",
				"Write the full name of a class, such as 'com.example.Product'.");
	}

	@Test
	void valueThatIsRefusedWhileItIsBound() {
		this.contextRunner.withPropertyValues("regions.transactions.hold-for=1h")
			.run((context) -> assertFailure(context, "'regions.transactions.hold-for' is 'PT1H'.",
					"It must be longer than a commit takes, such as 30s, and 10m at most."));
	}

	@Test
	void invalidPropertiesOfOthersAreLeftToSpringBoot() {
		this.contextRunner.withPropertyValues("spring.data.redis.timeout=fast")
			.run((context) -> assertThat(analyze(context).getAction())
				.isEqualTo("Update your application's configuration"));
	}

	private void assertInvalid(String property, String value, String kind, String action) {
		this.contextRunner.withPropertyValues(property + "=" + value).run((context) -> {
			FailureAnalysis analysis = analyze(context);
			assertThat(analysis.getDescription())
				.startsWith("'" + property + "' is '" + value + "', which is no " + kind + " (");
			assertThat(analysis.getAction()).isEqualTo(action);
		});
	}

	@Test
	void regionSuppliedTwice() {
		RegionsConnectionDetails details = () -> Map.of("eu-west-1", new Nowhere());
		this.contextRunner.withBean("one", RegionsConnectionDetails.class, () -> details)
			.withBean("two", RegionsConnectionDetails.class, () -> details)
			.run((context) -> assertFailure(context,
					"Two RegionsConnectionDetails beans supply the region 'eu-west-1'.",
					"Let each region be supplied by one bean only."));
	}

	@Test
	void misspelledProperty() {
		assertUnknown("regions.hoem", "Write 'regions.home' instead, or remove it.");
		assertUnknown("regions.endpoints.eu-west-1.urll",
				"Write 'regions.endpoints.eu-west-1.url' instead, or remove it.");
		assertUnknown("regions.endpoints.eu-west-1.ssl.bundel",
				"Write 'regions.endpoints.eu-west-1.ssl.bundle' instead, or remove it.");
		assertUnknown("regions.endpoint.eu-west-1.url",
				"Write 'regions.endpoints.eu-west-1.url' instead, or remove it.");
		assertUnknown("regions.caches.products.tll", "Write 'regions.caches.products.ttl' instead, or remove it.");
		assertUnknown("regions.caches.products.tlt", "Write 'regions.caches.products.ttl' instead, or remove it.");
		assertUnknown("regions.read-your-write.secret",
				"Write 'regions.read-your-writes.secret' instead, or remove it.");
	}

	@Test
	void propertyThatIsNotEvenMisspelled() {
		assertUnknown("regions.transactions.isolation", "Remove it: 'regions.transactions' has hold, hold-for.");
		assertUnknown("regions.home.name", "Remove it: 'regions.home' is a value.");
	}

	@Test
	void propertyOfACacheWhoseNameHasDots() {
		assertUnknown("regions.caches.user.profiles.ttl",
				"Write 'regions.caches.[user.profiles].ttl' if that is the name of a cache, or remove it.");
		assertUnknown("regions.caches.shop.user.profiles.null-ttl",
				"Write 'regions.caches.[shop.user.profiles].null-ttl' if that is the name of a cache, or remove it.");
	}

	@Test
	void propertiesOfTheApplicationAreLeftToIt(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("regions.europe=eu-west-1", "regions.list[0].name=Europe",
					"regions.europe.currency=EUR", "regions.default=europe")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getEnvironment().getProperty("regions.europe")).isEqualTo("eu-west-1");
			});
		assertThat(output).containsOnlyOnce("left to the application: regions.default, regions.europe, "
				+ "regions.europe.currency, regions.list[0].name (Region Cache takes no other names after 'regions.' than "
				+ "enabled, home, aliases, key-prefix, ");
	}

	@Test
	void oneOfOursBesideThoseOfTheApplicationIsStillFound() {
		this.contextRunner.withPropertyValues("regions.europe=eu-west-1", "regions.command-timout=1s")
			.run((context) -> {
				assertThat(analyze(context).getDescription())
					.startsWith("There is no property 'regions.command-timout' (")
					.doesNotContain("europe");
				assertThat(analyze(context).getAction())
					.isEqualTo("Write 'regions.command-timeout' instead, or remove it.");
			});
	}

	@Test
	void boundPropertiesOfTheApplicationMayBeginLikeOurs() {
		this.contextRunner.withUserConfiguration(OwnRegions.class)
			.withPropertyValues("regions.europe=eu-west-1")
			.run((context) -> assertThat(context.getBean(OwnRegions.class).europe).isEqualTo("eu-west-1"));
	}

	@Test
	void variableThatIsNotSet() {
		for (String property : List.of("regions.endpoints.a.url", "regions.endpoints.a.password",
				"regions.endpoints.a.host", "regions.endpoints.a.port", "regions.endpoints.a.cluster.nodes",
				"regions.home", "regions.aliases.fra", "regions.command-timeout", "regions.caches.products.ttl",
				"regions.key-prefix")) {
			this.contextRunner.withPropertyValues(property + "=${MISSING}").run((context) -> {
				assertThat(analyze(context).getDescription()).startsWith("'" + property + "'")
					.endsWith(" refers to '${MISSING}', which is not set.");
				assertThat(analyze(context).getAction())
					.isEqualTo("Set the environment variable or property 'MISSING', or remove '" + property + "'.");
			});
		}
	}

	@Test
	void variableThatIsNotSetInAUrlWithAPassword() {
		this.contextRunner.withPropertyValues("regions.endpoints.a.url=redis://u:s3cret@${MISSING}:6379")
			.run((context) -> assertThat(analyze(context).getDescription())
				.endsWith("refers to '${MISSING}', which is " + "not set.")
				.doesNotContain("s3cret"));
	}

	@Test
	void variablesThatAreSetOrHaveADefaultOrAreEscaped() {
		this.contextRunner
			.withPropertyValues("regions.home=${HERE}", "HERE=eu-west-1",
					"regions.endpoints.b.host=${THERE:b.example.com}", "regions.endpoints.b.password=\\${not one}")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	private void assertUnknown(String property, String action) {
		this.contextRunner.withPropertyValues(property + "=s3cret").run((context) -> {
			FailureAnalysis analysis = analyze(context);
			assertThat(analysis.getDescription()).startsWith("There is no property '" + property + "' (")
				.doesNotContain("s3cret");
			assertThat(analysis.getAction()).isEqualTo(action);
		});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableConfigurationProperties
	@ConfigurationProperties("regions")
	static class OwnRegions {

		private String europe = "";

		public void setEurope(String europe) {
			this.europe = europe;
		}

	}

	private static final class Nowhere implements DataRedisConnectionDetails {

	}

}
