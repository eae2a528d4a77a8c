package io.regioncache.autoconfigure.cache;

import java.util.concurrent.atomic.AtomicInteger;

import io.regioncache.annotation.RegionCached;
import io.regioncache.autoconfigure.interceptor.RegionAnnotationsAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.autoconfigure.transaction.RegionTransactionsAutoConfiguration;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.cache.autoconfigure.CacheManagerCustomizer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.caffeine.CaffeineCacheManager;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.cache.support.NoOpCacheManager;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whose caches are the default ones where {@code spring.cache.type} says it.
 */
class TypeOfCacheTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(CacheAutoConfiguration.class, RegionsAutoConfiguration.class,
				RegionCacheAutoConfiguration.class, RegionAnnotationsAutoConfiguration.class,
				RegionTransactionsAutoConfiguration.class))
		.withUserConfiguration(Application.class)
		.withPropertyValues("regions.endpoints.here.url=" + redis.server().url(), "regions.command-timeout=10s",
				"regions.connect-timeout=10s");

	@Test
	void customizersOfCacheManagersAreApplied() {
		this.contextRunner.withBean("customizer", CacheManagerCustomizer.class, () -> customizer("customized"))
			.run((context) -> assertThat(context.getBean(RegionCacheManager.class).getCacheNames())
				.contains("customized"));
		this.contextRunner.withBean("customizer", CacheManagerCustomizer.class, () -> customizer("customized"))
			.withBean(ConcurrentMapCacheManager.class)
			.run((context) -> assertThat(
					context.getBean("regionCacheManager", RegionCacheManager.class).getCacheNames())
				.contains("customized"));
	}

	private static CacheManagerCustomizer<RegionCacheManager> customizer(String cache) {
		return new CacheManagerCustomizer<>() {

			@Override
			public void customize(RegionCacheManager manager) {
				manager.getCache(cache);
			}

		};
	}

	@Test
	void oursAreWhereNothingIsSaid() {
		this.contextRunner.run((context) -> {
			assertThat(context.getBean(CacheManager.class)).isInstanceOf(RegionCacheManager.class);
			Shop shop = context.getBean(Shop.class);
			assertThat(shop.plain(1)).isEqualTo(shop.plain(1));
		});
	}

	@Test
	void noneOfSpringsAnnotationsCachesWhereTheTypeIsNone() {
		this.contextRunner.withPropertyValues("spring.cache.type=none").run((context) -> {
			assertThat(context.getBean(CacheManager.class)).isInstanceOf(NoOpCacheManager.class);
			Shop shop = context.getBean(Shop.class);
			assertThat(shop.plain(1)).isNotEqualTo(shop.plain(1));
			assertThat(shop.named(2)).isEqualTo(shop.named(2));
			assertThat(shop.own(3)).isEqualTo(shop.own(3));
		});
	}

	@Test
	void thoseOfSpringBootAreWhereTheyAreAskedFor() {
		this.contextRunner.withPropertyValues("spring.cache.type=caffeine")
			.run((context) -> assertThat(context.getBean(CacheManager.class)).isInstanceOf(CaffeineCacheManager.class));
		this.contextRunner.withPropertyValues("spring.cache.type=simple")
			.run((context) -> assertThat(context.getBean(CacheManager.class))
				.isInstanceOf(ConcurrentMapCacheManager.class));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching(proxyTargetClass = true)
	@Import(Shop.class)
	static class Application {

	}

	static class Shop {

		private final AtomicInteger loads = new AtomicInteger();

		@Cacheable("plain")
		public int plain(int id) {
			return this.loads.incrementAndGet();
		}

		@Cacheable(cacheNames = "named", cacheManager = "regionCacheManager")
		public int named(int id) {
			return this.loads.incrementAndGet();
		}

		@RegionCached("own")
		public int own(int id) {
			return this.loads.incrementAndGet();
		}

	}

}
