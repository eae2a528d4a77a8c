package io.regioncache.autoconfigure.websession;

import java.util.function.Function;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.metrics.RegionWebSessionMetrics;
import io.regioncache.region.RegionConfigurationException;
import io.regioncache.websession.JsonAttributeCodec;
import io.regioncache.websession.ReactiveRegionSessionRepository;
import io.regioncache.websession.RegionSession;
import io.regioncache.websession.RegionSessionRepository;
import io.regioncache.websession.SessionAttributeCodec;
import io.regioncache.websession.SessionAttributeType;
import io.regioncache.websession.WebSessions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.session.MapSessionRepository;
import org.springframework.session.SessionRepository;
import org.springframework.session.web.http.SessionRepositoryFilter;
import org.springframework.web.server.session.WebSessionManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RegionWebSessionAutoConfiguration}. No Redis runs here.
 */
class RegionWebSessionAutoConfigurationTests {

	private static final String[] REGION = { "regions.endpoints.a.url=redis://127.0.0.1:1",
			"spring.application.name=shop", "regions.connect-timeout=10ms" };

	private static final String ENABLED = "regions.sessions.enabled=true";

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(RegionsAutoConfiguration.class,
			DataRedisAutoConfiguration.class, RegionCacheAutoConfiguration.class,
			RegionWebSessionAutoConfiguration.class);

	private final WebApplicationContextRunner servlets = new WebApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS)
		.withPropertyValues(REGION);

	private final ReactiveWebApplicationContextRunner reactive = new ReactiveWebApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS)
		.withPropertyValues(REGION);

	private final ApplicationContextRunner withoutWeb = new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
		.withPropertyValues(REGION);

	@Test
	void unlessItIsEnabledThereIsNothing() {
		this.servlets.run((context) -> assertThat(context).doesNotHaveBean(WebSessions.class)
			.doesNotHaveBean(SessionRepository.class)
			.doesNotHaveBean(SessionRepositoryFilter.class)
			.doesNotHaveBean(RegionWebSessionMetrics.class));
	}

	@Test
	void servletsGetARepositoryAndSpringSessionsFilter() {
		this.servlets.withPropertyValues(ENABLED)
			.run((context) -> assertThat(context).hasSingleBean(RegionSessionRepository.class)
				.hasSingleBean(SessionRepositoryFilter.class)
				.hasSingleBean(RegionWebSessionMetrics.class)
				.doesNotHaveBean(ReactiveRegionSessionRepository.class));
	}

	@Test
	void reactiveApplicationsGetARepositoryAndSpringSessionsManager() {
		this.reactive.withPropertyValues(ENABLED)
			.run((context) -> assertThat(context).hasSingleBean(ReactiveRegionSessionRepository.class)
				.hasSingleBean(WebSessionManager.class)
				.doesNotHaveBean(RegionSessionRepository.class));
	}

	@Test
	void withoutTheWebThereIsNoRepository() {
		this.withoutWeb.withPropertyValues(ENABLED)
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(WebSessions.class)
				.doesNotHaveBean(RegionSessionRepository.class));
	}

	@Test
	void aRepositoryOfTheApplicationStays() {
		this.servlets.withPropertyValues(ENABLED)
			.withUserConfiguration(OwnRepository.class)
			.run((context) -> assertThat(context).hasSingleBean(MapSessionRepository.class)
				.doesNotHaveBean(RegionSessionRepository.class));
	}

	@Test
	void withoutSpringSessionTheMessageSaysWhatToAdd() {
		this.servlets.withPropertyValues(ENABLED)
			.withClassLoader(new FilteredClassLoader("org.springframework.session"))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(RegionConfigurationException.class)
				.hasMessageContaining("Spring Session is not on the class path"));
	}

	@Test
	void withoutSpringSessionNothingIsMissedUnlessItIsEnabled() {
		this.servlets.withClassLoader(new FilteredClassLoader("org.springframework.session"))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@CsvSource({ "timeout=0s, 1s", "timeout=400d, 366d", "max-timeout=1m, regions.sessions.timeout",
			"namespace=a:b, hyphens" })
	void badValuesAreRefusedWithWhatToWrite(String property, String message) {
		this.servlets.withPropertyValues(ENABLED, "regions.sessions." + property)
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining(message));
	}

	@Test
	void declaredTypesAreBoundByTheJsonOfTheLibrary() {
		this.servlets.withPropertyValues(ENABLED).withUserConfiguration(DeclaredType.class).run((context) -> {
			SessionAttributeCodec codec = context.getBean(SessionAttributeCodec.class);
			assertThat(codec).isInstanceOf(JsonAttributeCodec.class);
			assertThat(codec.decode("size", codec.encode("size", new Size(3)))).isEqualTo(new Size(3));
		});
	}

	@Test
	void theSerializerOfTheApplicationTakesItsPlace() {
		this.servlets.withPropertyValues(ENABLED).withUserConfiguration(OwnSerializer.class).run((context) -> {
			SessionAttributeCodec codec = context.getBean(SessionAttributeCodec.class);
			assertThat(codec.decode("any", codec.encode("any", new java.util.BitSet(3))))
				.isEqualTo(new java.util.BitSet(3));
		});
	}

	/**
	 * Nobody listens at the address: a request goes on without a session, and nothing
	 * that it does with one fails.
	 */
	@Test
	void withoutRedisRequestsGoOn() {
		this.servlets.withPropertyValues(ENABLED).run((context) -> {
			RegionSessionRepository repository = context.getBean(RegionSessionRepository.class);
			RegionSession session = repository.createSession();
			session.setAttribute("any", "1");
			repository.save(session);
			assertThat(repository.findById(session.getId())).isNull();
			repository.deleteById(session.getId());
			repository.deleteByPrincipalName("ann");
			assertThat(repository.findByPrincipalName("ann")).isEmpty();
		});
	}

	@Test
	void eachEventHasAMeter() {
		this.servlets.withPropertyValues(ENABLED).run((context) -> {
			SimpleMeterRegistry registry = new SimpleMeterRegistry();
			context.getBean(RegionWebSessionMetrics.class).bindTo(registry);
			RegionSessionRepository repository = context.getBean(RegionSessionRepository.class);
			repository.findById("none");
			repository.save(repository.createSession());
			repository.deleteById("none");
			Function<String, Double> count = (name) -> registry.get(name.split(" ")[0])
				.tag("outcome", name.split(" ")[1])
				.functionCounter()
				.count();
			assertThat(count.apply("region.sessions.lookups unknown")).isEqualTo(1);
			assertThat(count.apply("region.sessions.saves unsaved")).isEqualTo(1);
			assertThat(count.apply("region.sessions.revocations destroyed")).isEqualTo(1);
			assertThat(registry.get("region.sessions.recovering").gauge().value()).isZero();
		});
	}

	record Size(int number) {

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnRepository {

		@Bean
		MapSessionRepository sessionRepository() {
			return new MapSessionRepository(new java.util.HashMap<>());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DeclaredType {

		@Bean
		SessionAttributeType size() {
			return new SessionAttributeType("size", Size.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnSerializer {

		@Bean
		RedisSerializer<Object> springSessionDefaultRedisSerializer() {
			return RedisSerializer.java();
		}

	}

}
