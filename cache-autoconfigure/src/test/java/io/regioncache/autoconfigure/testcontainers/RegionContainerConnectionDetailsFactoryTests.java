package io.regioncache.autoconfigure.testcontainers;

import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.autoconfigure.endpoint.RegionsConnectionDetails;
import io.regioncache.region.RegionLinks;
import io.regioncache.region.Regions;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RegionContainerConnectionDetailsFactory} with containers that run
 * nowhere.
 */
class RegionContainerConnectionDetailsFactoryTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ServiceConnectionAutoConfiguration.class,
				RegionsAutoConfiguration.class, DataRedisAutoConfiguration.class));

	@Test
	void containerIsTheRedisOfTheRegionItIsNamedAfter() {
		this.contextRunner.withUserConfiguration(OneContainer.class).run((context) -> {
			assertThat(context.getBean(Regions.class).names()).containsExactly("eu-west-1");
			assertThat(portOf(context, "eu-west-1")).isEqualTo(7001);
		});
	}

	@Test
	void severalContainersAreSeveralRegions() {
		this.contextRunner.withUserConfiguration(ThreeContainers.class)
			.withPropertyValues("regions.home=us-east-1")
			.run((context) -> {
				assertThat(context.getBean(Regions.class).names()).containsExactlyInAnyOrder("eu-west-1", "us-east-1",
						"westeurope");
				assertThat(portOf(context, "eu-west-1")).isEqualTo(7001);
				assertThat(portOf(context, "us-east-1")).isEqualTo(7002);
				assertThat(portOf(context, "westeurope")).isEqualTo(7003);
			});
	}

	@Test
	void containersReplaceConfiguredEndpoints() {
		this.contextRunner.withUserConfiguration(OneContainer.class)
			.withPropertyValues("regions.endpoints.eu-west-1.url=rediss://production.example.com",
					"regions.endpoints.us-east-1.url=rediss://production.example.com")
			.run((context) -> {
				assertThat(context.getBean(Regions.class).names()).containsExactly("eu-west-1");
				assertThat(portOf(context, "eu-west-1")).isEqualTo(7001);
			});
	}

	@Test
	void containerOfAnotherNameIsSomebodyElses() {
		this.contextRunner.withUserConfiguration(OneContainer.class, OtherContainer.class).run((context) -> {
			assertThat(context.getStartupFailure()).hasStackTraceContaining(
					"No ConnectionDetails found for source '@ServiceConnection source for Bean 'other'");
		});
	}

	@Test
	void containerStopsWithTheContext() {
		this.contextRunner.withUserConfiguration(OneContainer.class).run((context) -> {
			FakeRedis container = context.getBean(FakeRedis.class);
			assertThat(container.isRunning()).isTrue();
			context.close();
			assertThat(container.isRunning()).isFalse();
		});
	}

	private static int portOf(AssertableApplicationContext context, String region) {
		return context.getBean(RegionLinks.class).get(region).getPort();
	}

	@Configuration(proxyBeanMethods = false)
	static class OneContainer {

		@Bean
		@ServiceConnection(name = "eu-west-1")
		FakeRedis eu() {
			return new FakeRedis(7001);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ThreeContainers {

		@Bean
		@ServiceConnection(name = "eu-west-1")
		FakeRedis eu() {
			return new FakeRedis(7001);
		}

		@Bean
		@ServiceConnection(name = "us-east-1")
		FakeRedis us() {
			return new FakeRedis(7002);
		}

		@Bean
		@ServiceConnection(name = "westeurope", type = RegionsConnectionDetails.class)
		FakeRedis azure() {
			return new FakeRedis(7003);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherContainer {

		@Bean
		@ServiceConnection(name = "postgres")
		FakeRedis other() {
			return new FakeRedis(5432);
		}

	}

}
