package io.regioncache.autoconfigure.endpoint;

import java.util.Map;

import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.region.RegionLinks;
import io.regioncache.region.Regions;
import org.junit.jupiter.api.Test;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RegionEndpointVariables}.
 */
class RegionEndpointVariablesTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class));

	@Test
	void variablesConfigureEndpoints() {
		run(Map.of("REGIONS_ENDPOINTS_EU_WEST_1_URL", "rediss://eu.example.com", "REGIONS_ENDPOINTS_US_EAST_1_HOST",
				"us.example.com", "REGIONS_ENDPOINTS_US_EAST_1_PORT", "6390", "REGIONS_HOME", "us-east-1"))
			.run((context) -> {
				assertThat(context.getBean(Regions.class).names()).containsExactlyInAnyOrder("eu-west-1", "us-east-1");
				assertThat(context.getBean(Regions.class).home().name()).isEqualTo("us-east-1");
				LettuceConnectionFactory us = context.getBean(RegionLinks.class).get("us-east-1");
				assertThat(us.getHostName()).isEqualTo("us.example.com");
				assertThat(us.getPort()).isEqualTo(6390);
				assertThat(context.getBean(RegionLinks.class).get("eu-west-1").isUseSsl()).isTrue();
			});
	}

	@Test
	void longestSettingCounts() {
		run(Map.of("REGIONS_ENDPOINTS_EU_SENTINEL_MASTER", "shop", "REGIONS_ENDPOINTS_EU_SENTINEL_NODES", "s1:26379",
				"REGIONS_ENDPOINTS_EU_SENTINEL_PASSWORD", "hidden"))
			.run((context) -> {
				assertThat(context.getBean(Regions.class).names()).containsExactly("eu");
				assertThat(context.getBean(RegionLinks.class).get("eu").getSentinelConfiguration()).isNotNull();
			});
	}

	@Test
	void variableGoesBeforeTheConfigurationFile() {
		run(Map.of("REGIONS_ENDPOINTS_EU_WEST_1_URL", "redis://variable.example.com"))
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addLast(new MapPropertySource("file",
						Map.of("regions.endpoints.eu-west-1.url", "redis://file.example.com"))))
			.run((context) -> assertThat(context.getBean(RegionLinks.class).get("eu-west-1").getHostName())
				.isEqualTo("variable.example.com"));
	}

	@Test
	void variableOfSomebodyElseIsNoMisspelledProperty() {
		run(Map.of("REGIONS_ENDPOINTS_EU_WEST_1_URL", "redis://eu.example.com", "REGIONS_SUPPORTED", "all"))
			.run((context) -> assertThat(context).hasSingleBean(Regions.class));
	}

	@Test
	void otherVariablesAreLeftAlone() {
		ConfigurableEnvironment environment = environment(Map.of("REGIONS_HOME", "a", "REGIONS_ENDPOINTS_URL", "b"));
		RegionEndpointVariables.apply(environment);
		assertThat(environment.getPropertySources().contains(RegionEndpointVariables.SOURCE_NAME)).isFalse();
	}

	@Test
	void isRegistered() {
		assertThat(SpringFactoriesLoader.forDefaultResourceLocation()
			.load(EnvironmentPostProcessor.class, SpringFactoriesLoader.ArgumentResolver.none(),
					SpringFactoriesLoader.FailureHandler.handleMessage((message, failure) -> {
					})))
			.hasAtLeastOneElementOfType(RegionEndpointVariables.class);
	}

	private ApplicationContextRunner run(Map<String, Object> variables) {
		return this.contextRunner.withInitializer((context) -> {
			ConfigurableEnvironment environment = environment(variables);
			RegionEndpointVariables.apply(environment);
			context.setEnvironment(environment);
		});
	}

	private static ConfigurableEnvironment environment(Map<String, Object> variables) {
		StandardEnvironment environment = new StandardEnvironment() {

			@Override
			public Map<String, Object> getSystemEnvironment() {
				return variables;
			}

		};
		environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
		return environment;
	}

}
