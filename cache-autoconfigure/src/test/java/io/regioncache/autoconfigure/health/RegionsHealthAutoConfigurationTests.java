package io.regioncache.autoconfigure.health;

import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.store.RegionStore;
import io.regioncache.testkit.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.health.DataRedisHealthContributorAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.health.DataRedisReactiveHealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RegionsHealthAutoConfiguration}, beside Spring Boot's own.
 */
class RegionsHealthAutoConfigurationTests {

	private static RedisServer server;

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, RegionsHealthAutoConfiguration.class,
				DataRedisAutoConfiguration.class, DataRedisReactiveAutoConfiguration.class,
				DataRedisHealthContributorAutoConfiguration.class,
				DataRedisReactiveHealthContributorAutoConfiguration.class, HealthContributorAutoConfiguration.class,
				HealthContributorRegistryAutoConfiguration.class, HealthEndpointAutoConfiguration.class))
		.withPropertyValues("regions.home=eu-west-1", "regions.endpoints.us-east-1.url=redis://127.0.0.1:1",
				"regions.endpoints.eu-west-1.url=redis://127.0.0.1:2");

	@BeforeAll
	static void startServer() {
		server = RedisServer.start();
	}

	@AfterAll
	static void stopServer() {
		server.close();
	}

	@Test
	void springBootAloneWouldCountEveryRegion() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, DataRedisAutoConfiguration.class,
					DataRedisHealthContributorAutoConfiguration.class))
			.withPropertyValues("regions.home=eu-west-1", "regions.endpoints.us-east-1.url=redis://127.0.0.1:1",
					"regions.endpoints.eu-west-1.url=redis://127.0.0.1:2")
			.run((context) -> assertThat((CompositeHealthContributor) context.getBean(HealthContributor.class))
				.extracting(HealthContributors.Entry::name)
				.contains("redisConnectionFactory-us-east-1", "redisConnectionFactory-eu-west-1"));
	}

	@Test
	void deadRegionsDoNotCountBesideTheApplicationsRedis() {
		this.contextRunner.withPropertyValues("spring.data.redis.url=" + server.url()).run((context) -> {
			assertThat(health(context).getStatus()).isEqualTo(Status.UP);
			assertThat(health(context).getDetails()).containsKey("version");
		});
	}

	@Test
	void applicationsRedisCounts() {
		this.contextRunner
			.withPropertyValues("spring.data.redis.url=redis://127.0.0.1:3",
					"regions.endpoints.eu-west-1.url=" + server.url())
			.run((context) -> assertThat(health(context).getStatus()).isEqualTo(Status.DOWN));
	}

	@Test
	void severalRedisOfTheApplicationCountByName() {
		this.contextRunner
			.withBean("one", LettuceConnectionFactory.class,
					() -> new LettuceConnectionFactory(server.host(), server.port()))
			.withBean("two", LettuceConnectionFactory.class,
					() -> new LettuceConnectionFactory(server.host(), server.port()),
					(definition) -> definition.setPrimary(true))
			.run((context) -> assertThat(
					(CompositeHealthContributor) context.getBean("redisHealthContributor", HealthContributor.class))
				.extracting(HealthContributors.Entry::name)
				.containsExactlyInAnyOrder("one", "two"));
	}

	@Test
	void homeRegionThatAnswersIsUp() {
		this.contextRunner.withPropertyValues("regions.endpoints.eu-west-1.url=" + server.url())
			.run((context) -> Awaitility.await().until(() -> health(context).getStatus().equals(Status.UP)));
	}

	@Test
	void homeRegionThatDoesNotAnswerIsUnknownNotDown() {
		this.contextRunner.run((context) -> {
			Health health = health(context);
			assertThat(health.getStatus()).isEqualTo(Status.UNKNOWN);
			assertThat(health.getDetails()).containsKey("error");
		});
	}

	/**
	 * The client of the application would wait for a minute, and probes do not.
	 */
	@Test
	void homeRegionThatIsKnownNotToAnswerIsNotAsked() {
		try (RedisServer home = RedisServer.start()) {
			this.contextRunner.withConfiguration(AutoConfigurations.of(RegionCacheAutoConfiguration.class))
				.withPropertyValues("regions.endpoints.eu-west-1.url=" + home.url())
				.run((context) -> {
					Awaitility.await().until(() -> health(context).getStatus().equals(Status.UP));
					home.kill();
					Awaitility.await().until(() -> !context.getBean(RegionStore.class).isAvailable());
					assertThat(health(context).getStatus()).isEqualTo(Status.UNKNOWN);
					assertThat(health(context).getDetails()).containsOnlyKeys("reason");
				});
		}
	}

	@Test
	void contributorOfTheApplicationIsUsed() {
		HealthIndicator own = () -> Health.up().build();
		this.contextRunner.withBean("redisHealthIndicator", HealthIndicator.class, () -> own)
			.run((context) -> assertThat(context).doesNotHaveBean("redisHealthContributor"));
	}

	@Test
	void redisHealthMayBeSwitchedOff() {
		this.contextRunner.withPropertyValues("management.health.redis.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("redisHealthContributor"));
	}

	@Test
	void worksWithoutSpringBootsHealth() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(HealthIndicator.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RegionsHealthAutoConfiguration.class));
	}

	private static Health health(AssertableApplicationContext context) {
		return context.getBean("redisHealthContributor", HealthIndicator.class).health();
	}

}
