package io.regioncache.autoconfigure.aot;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.regioncache.autoconfigure.consistency.RegionTokensAutoConfiguration;
import io.regioncache.autoconfigure.endpoint.RegionsConnectionDetails;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.region.RegionConfigurationException;
import io.regioncache.region.Regions;
import org.junit.jupiter.api.Test;

import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.Compiled;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Applications that were processed ahead of time with some properties, and are started
 * with others.
 */
@CompileWithForkedClassLoader
class AheadOfTimeTests {

	private static final String A = "regions.endpoints.a.url=redis://localhost:1";

	private static final String B = "regions.endpoints.b.url=redis://localhost:2";

	private static final String HOME = "regions.home=a";

	private static final String SECRET = "regions.read-your-writes.secret=0123456789abcdef0123456789abcdef";

	/**
	 * One application for many starts, since it takes seconds to build one.
	 */
	@Test
	void whatConditionsDecideMustNotDifferFromTheBuildAndAllElseMay() {
		build(Application.class, List.of(HOME, A, B)).runs((starts) -> {
			starts.with(List.of(HOME, A, B), (context, failure) -> {
				assertThat(failure).isNull();
				assertThat(context.getBean(Regions.class).names()).containsExactly("a", "b");
				assertThat(context.getBeanProvider(RedisConnectionFactory.class).getObject())
					.isSameAs(context.getBean("redisConnectionFactory"));
			});
			starts.with(List.of(HOME, "regions.endpoints.a.url=redis://localhost:3",
					"regions.endpoints.c.url=redis://localhost:4"), (context, failure) -> {
						assertThat(failure).isNull();
						assertThat(context.getBeanNamesForType(RedisConnectionFactory.class)).containsExactlyInAnyOrder(
								"redisConnectionFactory", "redisConnectionFactory-a", "redisConnectionFactory-c");
						assertThat(
								context.getBean("redisConnectionFactory-a", LettuceConnectionFactory.class).getPort())
							.isEqualTo(3);
					});
			for (String more : List.of(SECRET, "regions.reload-interval=30s", "regions.replication.enabled=false",
					"regions.health.enabled=false", "regions.metrics.command-latency=true", "regions.enabled=false",
					"spring.cache.type=simple", "spring.data.redis.host=own.example.com")) {
				starts.with(List.of(HOME, A, B, more), (context, failure) -> assertStopped(failure, more));
			}
			starts.with(List.of("regions.embedded.enabled=true"),
					(context, failure) -> assertStopped(failure, "regions.endpoints"));
		});
	}

	@Test
	void aPropertyThatIsNotThereAnyMoreStopsTheStart() {
		List<String> all = List.of(HOME, A, B, SECRET, "regions.reload-interval=30s",
				"regions.replication.enabled=false", "regions.health.enabled=false",
				"regions.metrics.command-latency=true", "spring.cache.type=simple",
				"spring.data.redis.host=own.example.com");
		build(Application.class, all).runs((starts) -> all.stream().skip(3).forEach((missing) -> {
			List<String> fewer = new ArrayList<>(all);
			fewer.remove(missing);
			starts.with(fewer, (context, failure) -> assertStopped(failure, missing));
		}));
	}

	@Test
	void aBuildThatWasSwitchedOffStaysSo() {
		build(Application.class, List.of("regions.enabled=false")).runs((starts) -> starts.with(List.of(HOME, A),
				(context, failure) -> assertStopped(failure, "regions.enabled")));
	}

	private static void assertStopped(Throwable failure, String property) {
		assertThat(failure).as(property)
			.isInstanceOf(RegionConfigurationException.class)
			.hasMessageContaining("'" + property.replaceFirst("=.*", "").replace(".host", "") + "' was ");
	}

	@Test
	void endpointsThatWereNotThereStopTheStartInsteadOfPrivateServers() {
		build(Application.class, List.of("regions.embedded.enabled=true"))
			.runs((starts) -> starts.with(List.of(HOME, A, B, SECRET), (context, failure) -> {
				assertThat(failure).isInstanceOfSatisfying(RegionConfigurationException.class, (ex) -> {
					assertThat(ex)
						.hasMessage("This application was processed ahead of time (AOT) with other properties: "
								+ "'regions.endpoints' was not set, and embedded servers are enabled, and is set now; "
								+ "'regions.read-your-writes.secret' was not set, and is set now.");
					assertThat(ex.getAction()).isEqualTo("Set these properties when the application is built, with any "
							+ "value, or start it without 'spring.aot.enabled=true'. Beans that depend on them cannot "
							+ "change afterwards.");
				});
				assertThat(context.getBeanFactory().containsSingleton("embeddedRegions")).isFalse();
			}));
	}

	@Test
	void whatBeansOfTheApplicationDecideMayDiffer() {
		build(OwnApplication.class, List.of())
			.runs((starts) -> starts.with(List.of(A, "spring.data.redis.host=own.example.com"), (context, failure) -> {
				assertThat(failure).isNull();
				assertThat(context.getBean(Regions.class).names()).containsExactly("own");
			}));
	}

	@Test
	void buildingStartsNoServer() {
		try (GenericApplicationContext context = context(Application.class, List.of("regions.embedded.enabled=true"))) {
			new ApplicationContextAotGenerator().processAheadOfTime(context, new TestGenerationContext());
			assertThat(context.getBeanFactory().containsBeanDefinition("embeddedRegions")).isTrue();
			assertThat(context.getBeanFactory().containsSingleton("embeddedRegions")).isFalse();
		}
	}

	private static Built build(Class<?> application, List<String> properties) {
		TestGenerationContext generation = new TestGenerationContext(application);
		try (GenericApplicationContext context = context(application, properties)) {
			new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
		}
		generation.writeGeneratedContent();
		return (run) -> TestCompiler.forSystem()
			.with(generation)
			.compile((compiled) -> run.accept((started, check) -> start(compiled, started, check)));
	}

	@SuppressWarnings("unchecked")
	private static void start(Compiled compiled, List<String> properties,
			BiConsumer<GenericApplicationContext, Throwable> check) {
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			TestPropertyValues.of(properties).applyTo(context);
			compiled.getInstance(ApplicationContextInitializer.class).initialize(context);
			check.accept(context, catchThrowable(context::refresh));
		}
	}

	private static GenericApplicationContext context(Class<?> application, List<String> properties) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		TestPropertyValues.of(properties).applyTo(context);
		context.register(application);
		return context;
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ RegionAheadOfTimeAutoConfiguration.class, RegionsAutoConfiguration.class,
			DataRedisAutoConfiguration.class, RegionTokensAutoConfiguration.class })
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnApplication extends Application {

		@Bean
		static RegionsConnectionDetails ownDetails() {
			return () -> Map.of("own", new DataRedisConnectionDetails() {

				@Override
				public Standalone getStandalone() {
					return Standalone.of("localhost", 1);
				}

			});
		}

		@Bean
		RedisConnectionFactory redisConnectionFactory() {
			return new LettuceConnectionFactory("localhost", 1);
		}

	}

	/**
	 * An application as it was built.
	 */
	private interface Built {

		void runs(Consumer<Starts> starts);

	}

	/**
	 * Starts it with properties.
	 */
	private interface Starts {

		void with(List<String> properties, BiConsumer<GenericApplicationContext, Throwable> check);

	}

}
