package io.regioncache.autoconfigure;

import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import io.regioncache.cache.RegionCacheManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cache.CacheManager;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the auto-configurations as an application gets them: all of them, read from
 * class files, beside those of Spring Boot. A context runner does not show what that
 * changes: the order of nested configurations, and when placeholders are resolved.
 */
class WholeApplicationTests {

	@Test
	void startsWithTheRedisOfItsRegionDown() {
		try (ConfigurableApplicationContext application = run(EmptyApplication.class)) {
			assertThat(application.getBean(CacheManager.class)).isInstanceOf(RegionCacheManager.class);
			assertThat(application.containsBean("redisConnectionFactory-eu-west-1")).isTrue();
		}
	}

	@Test
	void leavesTheCacheManagerOfTheApplicationAlone() {
		try (ConfigurableApplicationContext application = run(ApplicationWithCacheManager.class)) {
			assertThat(application.getBean(CacheManager.class)).isInstanceOf(ConcurrentMapCacheManager.class);
			assertThat(application.getBean(RegionCacheManager.class)).isNotNull();
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { EmptyApplication.class, ApplicationWithCacheManager.class })
	void countsForCachesOfTheStartAndForLaterOnes(Class<?> type) {
		try (ConfigurableApplicationContext application = run(type)) {
			application.getBean(RegionCacheManager.class).getCache("later");
			MeterRegistry registry = application.getBean(MeterRegistry.class);
			for (String cache : List.of("products", "later")) {
				assertThat(
						registry.get("cache.gets").tags("cache", cache, "cache.manager", "region").functionCounters())
					.as(cache)
					.hasSize(2);
			}
		}
	}

	private static ConfigurableApplicationContext run(Class<?> application) {
		return new SpringApplicationBuilder(application).web(WebApplicationType.NONE)
			.run("--regions.endpoints.eu-west-1.url=redis://127.0.0.1:1", "--spring.datasource.url=jdbc:h2:mem:whole",
					"--regions.caches.products.ttl=1m");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class EmptyApplication {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class ApplicationWithCacheManager {

		@Bean
		ConcurrentMapCacheManager cacheManager() {
			return new ConcurrentMapCacheManager();
		}

	}

}
