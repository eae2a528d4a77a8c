package io.regioncache.autoconfigure.region;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the regions beside the application's own Redis, and in place of one.
 */
class OwnRedisTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, DataRedisAutoConfiguration.class,
				DataRedisReactiveAutoConfiguration.class))
		.withPropertyValues("regions.home=eu-west-1", "regions.endpoints.us-east-1.url=redis://us.example.com",
				"regions.endpoints.eu-west-1.url=redis://eu.example.com");

	@Test
	void homeRegionServesAnApplicationWithoutARedis() {
		this.contextRunner.run((context) -> {
			assertThat(hostOfTemplate(context)).isEqualTo("eu.example.com");
			assertThat(context.getBean(StringRedisTemplate.class).getConnectionFactory())
				.isSameAs(context.getBean("redisConnectionFactory-eu-west-1"));
			assertThat(context).hasSingleBean(ReactiveStringRedisTemplate.class);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.data.redis.host=own.example.com",
			"spring.data.redis.url=redis://own.example.com:6379" })
	void applicationsRedisIsUndisturbed(String property) {
		this.contextRunner.withPropertyValues(property)
			.run((context) -> assertThat(hostOfTemplate(context)).isEqualTo("own.example.com"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.data.redis.port=6379", "spring.data.redis.database=1" })
	void anySettingOfAnAddressMakesItTheApplicationsOwn(String property) {
		this.contextRunner.withPropertyValues(property)
			.run((context) -> assertThat(hostOfTemplate(context)).isEqualTo("localhost"));
	}

	@Test
	void environmentVariableMakesItTheApplicationsOwn() {
		this.contextRunner
			.withInitializer((context) -> TestPropertyValues.of("SPRING_DATA_REDIS_HOST=own.example.com")
				.applyTo(context.getEnvironment(), TestPropertyValues.Type.SYSTEM_ENVIRONMENT))
			.run((context) -> assertThat(hostOfTemplate(context)).isEqualTo("own.example.com"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "spring.data.redis.timeout=2s", "spring.data.redis.repositories.enabled=false",
			"spring.data.redis.lettuce.pool.max-active=3" })
	void settingWithoutAnAddressDoesNot(String property) {
		this.contextRunner.withPropertyValues(property)
			.run((context) -> assertThat(hostOfTemplate(context)).isEqualTo("eu.example.com"));
	}

	@Test
	void applicationsConnectionFactoryIsUndisturbed() {
		this.contextRunner
			.withBean("own", RedisConnectionFactory.class, () -> new LettuceConnectionFactory("own.example.com", 6379))
			.run((context) -> {
				assertThat(hostOfTemplate(context)).isEqualTo("own.example.com");
				assertThat(context).doesNotHaveBean("redisConnectionFactory");
			});
	}

	@Test
	void connectionDetailsOfTheApplicationsRedisAreHonored() {
		this.contextRunner.withBean(DataRedisConnectionDetails.class, () -> new DataRedisConnectionDetails() {

			@Override
			public Standalone getStandalone() {
				return Standalone.of("own.example.com", 6379);
			}

		}).run((context) -> assertThat(hostOfTemplate(context)).isEqualTo("own.example.com"));
	}

	private static String hostOfTemplate(AssertableApplicationContext context) {
		StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
		return ((LettuceConnectionFactory) template.getRequiredConnectionFactory()).getHostName();
	}

}
