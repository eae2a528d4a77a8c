package io.regioncache.autoconfigure.embedded;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.regioncache.autoconfigure.endpoint.RegionsConnectionDetails;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.embedded.EmbeddedRegions;
import io.regioncache.test.SimulatedNetwork;
import io.regioncache.region.RegionConfigurationException;
import io.regioncache.region.RegionLinks;
import io.regioncache.region.Regions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.condition.ConditionEvaluationReport;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EmbeddedRegionsConfiguration} with real servers.
 */
@ExtendWith(OutputCaptureExtension.class)
class EmbeddedRegionsAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, DataRedisAutoConfiguration.class))
		.withPropertyValues("regions.embedded.enabled=true");

	@Test
	void startsAServerForEachRegionAndMakesTheFirstHome() {
		this.contextRunner.run((context) -> {
			Regions regions = context.getBean(Regions.class);
			assertThat(regions.names()).containsExactly("us-east-1", "eu-west-1", "ap-northeast-1");
			assertThat(regions.home().name()).isEqualTo("us-east-1");
			for (String region : regions.names()) {
				RedisClient client = (RedisClient) context.getBean(RegionLinks.class)
					.get(region)
					.getRequiredNativeClient();
				try (StatefulRedisConnection<String, String> connection = client.connect()) {
					connection.sync().set("region", region);
				}
			}
			assertThat(context.getBean(StringRedisTemplate.class).opsForValue().get("region")).isEqualTo("us-east-1");
			assertThat(context.getBean(EmbeddedRegions.class).urls()).hasSize(3);
		});
	}

	@Test
	void aClassPathAloneStartsNothing() {
		ApplicationContextRunner plain = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class));
		plain.run((context) -> assertThat(context).getFailure().hasRootCauseMessage("No region is configured."));
		plain
			.withPropertyValues("regions.embedded.enabled=false",
					"org.springframework.boot.test.context.SpringBootTestContextBootstrapper=true")
			.run((context) -> assertThat(context).getFailure().hasRootCauseMessage("No region is configured."));
	}

	@Test
	void namesAreConfigured() {
		this.contextRunner.withPropertyValues("regions.embedded.regions=b,a", "regions.home=a").run((context) -> {
			assertThat(context.getBean(Regions.class).names()).containsExactly("b", "a");
			assertThat(context.getBean(Regions.class).home().name()).isEqualTo("a");
		});
	}

	@Test
	void variableOfThePlatformThatNamesAnotherPlaceDoesNotCount() {
		this.contextRunner.withPropertyValues("AWS_REGION=sa-east-1")
			.run((context) -> assertThat(context.getBean(Regions.class).home().name()).isEqualTo("us-east-1"));
	}

	@Test
	void settingsOfTheCacheApply() {
		this.contextRunner.withPropertyValues("regions.embedded.regions=a", "regions.connect-timeout=50ms")
			.run((context) -> assertThat(
					context.getBean(RegionLinks.class).get("a").getClientConfiguration().getCommandTimeout())
				.isEqualTo(Duration.ofMillis(50)));
	}

	@Test
	void serversEndWithTheContext() {
		this.contextRunner.withPropertyValues("regions.embedded.regions=a").run((context) -> {
			EmbeddedRegions embedded = context.getBean(EmbeddedRegions.class);
			assertThat(embedded.isRunning("a")).isTrue();
			context.close();
			assertThat(embedded.isRunning("a")).isFalse();
		});
	}

	@Test
	void startsNothingWhereAnEndpointIsConfigured() {
		this.contextRunner.withPropertyValues("regions.endpoints.eu-west-1.host=eu.example.com")
			.run((context) -> assertThat(context).doesNotHaveBean(EmbeddedRegions.class)
				.doesNotHaveBean(EmbeddedRegionsConnectionDetails.class));
	}

	@Test
	void startsNothingWhereConnectionDetailsAreSupplied() {
		this.contextRunner
			.withBean(RegionsConnectionDetails.class, () -> () -> Map.of("a", new DataRedisConnectionDetails() {

				@Override
				public Standalone getStandalone() {
					return Standalone.of("a.example.com", 6379);
				}

			}))
			.run((context) -> assertThat(context).hasSingleBean(Regions.class).doesNotHaveBean(EmbeddedRegions.class));
	}

	@Test
	void serversOfTheApplicationAreUsed() {
		try (EmbeddedRegions own = EmbeddedRegions.start(List.of("a"))) {
			this.contextRunner.withPropertyValues("regions.embedded.regions=a")
				.withBean(EmbeddedRegions.class, () -> own)
				.run((context) -> {
					LettuceConnectionFactory link = context.getBean(RegionLinks.class).get("a");
					assertThat(link.getPort()).isEqualTo(own.port("a"));
				});
		}
	}

	@Test
	void simulatedNetworkLeadsToEveryRegionButHomeAndSaysWhichIsHome() {
		try (EmbeddedRegions regions = EmbeddedRegions.start(List.of("a", "b"));
				SimulatedNetwork network = SimulatedNetwork.of(regions.urls())) {
			this.contextRunner.withPropertyValues("regions.embedded.regions=a,b", "AWS_REGION=a")
				.withBean(SimulatedNetwork.View.class, () -> network.from("b"))
				.run((context) -> {
					RegionLinks links = context.getBean(RegionLinks.class);
					assertThat(context.getBean(Regions.class).home().name()).isEqualTo("b");
					assertThat(links.get("a").getPort()).isEqualTo(network.link("b", "a").port());
					assertThat(links.get("b").getPort()).isEqualTo(regions.port("b"));
				});
		}
	}

	@Test
	void theTestKitIsOptional() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(SimulatedNetwork.class))
			.withPropertyValues("regions.embedded.regions=a,b")
			.run((context) -> {
				assertThat(context.getBean(Regions.class).names()).containsExactly("a", "b");
				assertThat(ConditionEvaluationReport.get(context.getBeanFactory())
					.getConditionAndOutcomesBySource()
					.get(EmbeddedRegionsConfiguration.class.getName() + "$SimulatedNetworkConfiguration")
					.isFullMatch()).isFalse();
			});
	}

	@Test
	void simulatedNetworkSeenFromAnotherRegionStopsTheStart() {
		SimulatedNetwork network = SimulatedNetwork.of(Map.of("a", "redis://localhost:1", "b", "redis://localhost:2"));
		this.contextRunner.withPropertyValues("regions.embedded.regions=a,b", "regions.home=a")
			.withBean(SimulatedNetwork.View.class, () -> network.from("b"))
			.run((context) -> {
				assertThat(context).hasFailed();
				assertThat(context.getStartupFailure()).rootCause()
					.isInstanceOfSatisfying(RegionConfigurationException.class, (ex) -> {
						assertThat(ex)
							.hasMessage("The home region is 'a', but the simulated network is seen from 'b'.");
						assertThat(ex.getAction()).isEqualTo("Remove 'regions.home', or let the SimulatedNetwork.View "
								+ "bean be 'network.from(\"a\")'.");
					});
			});
		network.close();
	}

	@Test
	void saysOnceThatTheServersAreForDevelopment(CapturedOutput output) {
		this.contextRunner.withPropertyValues("regions.embedded.regions=a")
			.run((context) -> assertThat(output).containsOnlyOnce(
					"Started embedded Redis servers, which lose all data when this process ends: {a=redis://127.0.0.1:"));
	}

}
