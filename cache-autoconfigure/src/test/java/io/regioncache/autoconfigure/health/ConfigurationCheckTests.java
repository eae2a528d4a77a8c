package io.regioncache.autoconfigure.health;

import io.regioncache.autoconfigure.endpoint.RegionEndpoints;
import io.regioncache.autoconfigure.properties.RegionsProperties;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.health.Finding;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConfigurationCheck}. No Redis runs here.
 */
class ConfigurationCheckTests {

	private static final String SECRET = "regions.read-your-writes.secret=Zm9yIHRoaXMgdGVzdCBhbG9uZSwgbm90IHNlY3JldA==";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, DataRedisAutoConfiguration.class))
		.withPropertyValues("regions.home=home", "regions.endpoints.home.url=rediss://redis.example.com");

	@Test
	void aSoundConfigurationHasNoFindings() {
		assertFound(new String[] { SECRET, "regions.endpoints.away.url=rediss://away.example.com",
				"regions.endpoints.home.lettuce.read-from=upstream" });
	}

	@Test
	void plainTextIsFoundUnlessTheNetworkIsPrivate() {
		assertFound(new String[] { "regions.endpoints.home.url=redis://redis.example.com" }, "plain-text");
		assertFound(new String[] { "regions.endpoints.home.url=redis://127.0.0.1:6379" });
		assertFound(new String[] { "regions.endpoints.home.url=redis://redis.example.com",
				"regions.replication.allow-plain-text=true" });
	}

	@Test
	void aSecretThatIsMissingIsFoundWhereItIsWantedAndThereAreSeveralRegions() {
		String away = "regions.endpoints.away.url=rediss://away.example.com";
		assertFound(new String[] { away, "regions.read-your-writes.cookie.enabled=true" }, "no-secret");
		assertFound(new String[] { away, "regions.read-your-writes.header.name=Seen" }, "no-secret");
		assertFound(new String[] { away, "regions.read-your-writes.propagate-to=*.example.com" }, "no-secret");
		assertFound(new String[] { "regions.read-your-writes.cookie.enabled=true" });
		assertFound(new String[] { away, "regions.read-your-writes.cookie.enabled=false",
				"regions.read-your-writes.header.enabled=false" });
	}

	@Test
	void noSecretIsMissedWhereReadYourWritesWasNeverConfigured() {
		assertFound(new String[] { "regions.endpoints.away.url=rediss://away.example.com" });
	}

	@Test
	void aSecretThatIsEasyToGuessIsFoundAndNotShown() {
		String weak = "abcabcabcabcabcabcabcabcabcabcabcabc";
		this.contextRunner.withPropertyValues("regions.read-your-writes.secret=" + weak)
			.run((context) -> assertThat(check(context).findings()).singleElement().satisfies((finding) -> {
				assertThat(finding.id()).isEqualTo("weak-secret");
				assertThat(finding.toString()).doesNotContain(weak);
			}));
	}

	@Test
	void readsOfReplicasAreFoundUnlessTheirLagIsKnown() {
		assertFound(new String[] { "regions.endpoints.home.lettuce.read-from=any-replica" }, "replica-reads");
		assertFound(new String[] { "regions.endpoints.home.lettuce.read-from=any-replica",
				"regions.cache-defaults.origin-lag=2s" });
	}

	private void assertFound(String[] properties, String... ids) {
		this.contextRunner.withPropertyValues(properties)
			.run((context) -> assertThat(check(context).findings()).extracting(Finding::id).containsExactly(ids));
	}

	private static ConfigurationCheck check(ApplicationContext context) {
		return new ConfigurationCheck("home", context.getBean(RegionEndpoints.class).all(),
				context.getBean(RegionsProperties.class), context.getEnvironment());
	}

}
