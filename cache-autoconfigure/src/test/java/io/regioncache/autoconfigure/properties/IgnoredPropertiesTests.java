package io.regioncache.autoconfigure.properties;

import java.beans.PropertyDescriptor;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.cache.RegionCacheManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.BeanUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.cache.autoconfigure.CacheProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what becomes of properties of Spring Boot's own caches and Redis. No Redis
 * runs here.
 */
@ExtendWith(OutputCaptureExtension.class)
class IgnoredPropertiesTests {

	private static final String CACHES = "Ignored, since Region Cache is the cache manager of this application: ";

	private static final String REDIS = "Ignored, since the Redis of region a is the Redis of this application: ";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, DataRedisAutoConfiguration.class,
				RegionCacheAutoConfiguration.class, CacheAutoConfiguration.class))
		.withUserConfiguration(Application.class)
		.withPropertyValues("regions.endpoints.a.url=redis://127.0.0.1:1");

	@Test
	void cacheNamesExistFromTheStartAndOthersFromTheirFirstUseOn(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("spring.cache.cache-names=one, two", "regions.caches.two.ttl=1h",
					"regions.caches.three.ttl=1h")
			.run((context) -> {
				CacheManager caches = context.getBean(RegionCacheManager.class);
				assertThat(caches.getCacheNames()).containsExactly("one", "three", "two");
				assertThat(caches.getCache("four")).isNotNull();
			});
		assertThat(output).doesNotContain(CACHES);
	}

	@Test
	void cacheNamesAreThoseOfTheCachesThatStandInPlaceOfOurs() {
		this.contextRunner.withPropertyValues("spring.cache.cache-names=one", "spring.cache.type=simple")
			.run((context) -> {
				assertThat(context.getBean(CacheManager.class).getCacheNames()).containsExactly("one");
				assertThat(context.getBean(RegionCacheManager.class).getCacheNames()).isEmpty();
			});
	}

	@Test
	void settingsForCachesOfRedisAreReported(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("spring.cache.redis.time-to-live=10m", "spring.cache.redis.cache-null-values=false",
					"spring.cache.redis.keyPrefix=shop:")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce(CACHES
				+ "'spring.cache.redis.time-to-live' (instead, set 'regions.cache-defaults.ttl'), "
				+ "'spring.cache.redis.cache-null-values' (instead, set 'regions.cache-defaults.null-ttl', 0s for false), "
				+ "'spring.cache.redis.key-prefix' (instead, set 'regions.key-prefix'). Remove what is ignored, or set "
				+ "'spring.cache.type' to use the caches of Spring Boot.");
	}

	@Test
	void soIsOneFromTheProcessEnvironment(CapturedOutput output) {
		this.contextRunner
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment",
						Map.of("SPRING_CACHE_CAFFEINE_SPEC", "maximumSize=10"))))
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce(CACHES + "'spring.cache.caffeine.spec'");
	}

	@Test
	void whatIsUsedIsNotReported(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("spring.cache.type=caffeine", "spring.cache.caffeine.spec=maximumSize=10",
					"spring.cache.redis.time-to-live=10m")
			.run((context) -> assertThat(context).hasNotFailed());
		this.contextRunner.withBean(ConcurrentMapCacheManager.class)
			.withPropertyValues("spring.cache.redis.time-to-live=10m")
			.run((context) -> assertThat(context).hasNotFailed());
		this.contextRunner.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("Ignored");
	}

	@Test
	void everySettingOfSpringBootHasAnAdvice() {
		Set<String> settings = new TreeSet<>();
		for (PropertyDescriptor library : BeanUtils.getPropertyDescriptors(CacheProperties.class)) {
			if (library.getPropertyType().getNestHost() == CacheProperties.class) {
				for (PropertyDescriptor setting : BeanUtils.getPropertyDescriptors(library.getPropertyType())) {
					if (setting.getWriteMethod() != null) {
						settings.add(library.getName() + "." + DataObjectPropertyName.toDashedForm(setting.getName()));
					}
				}
			}
		}
		assertThat(settings).contains("redis.time-to-live");
		assertThat(IgnoredProperties.OF_CACHES.keySet()).containsExactlyInAnyOrderElementsOf(settings);
	}

	@Test
	void settingsForARedisThatTheApplicationDoesNotHaveAreReported(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("spring.data.redis.timeout=2s", "spring.data.redis.lettuce.pool.enabled=true",
					"spring.data.redis.repositories.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce(REDIS
				+ "'spring.data.redis.timeout', 'spring.data.redis.lettuce'. Set them under 'regions.endpoints.a', "
				+ "or set 'spring.data.redis.url' to use another Redis.");
	}

	@Test
	void thoseOfItsOwnRedisAreNot(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("spring.data.redis.timeout=2s", "spring.data.redis.url=redis://127.0.0.1:2")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("Ignored");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class Application {

	}

}
