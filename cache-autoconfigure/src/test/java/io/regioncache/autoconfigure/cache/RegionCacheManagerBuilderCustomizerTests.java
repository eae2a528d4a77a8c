package io.regioncache.autoconfigure.cache;

import java.time.Duration;

import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.cache.settings.ReplicationSettings;
import io.regioncache.cache.settings.ReplicationSettings.Replicate;
import io.regioncache.cache.settings.ReplicationSettings.Write;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RegionCacheManagerBuilderCustomizer}.
 */
class RegionCacheManagerBuilderCustomizerTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class))
		.withPropertyValues("regions.endpoints.a.host=localhost", "regions.endpoints.a.port=1",
				"regions.connect-timeout=1ms", "regions.caches.products.ttl=30m", "regions.caches.products.schema=7");

	@Test
	void changesOneSettingAndKeepsWhatPropertiesSay() {
		this.contextRunner
			.withBean(RegionCacheManagerBuilderCustomizer.class,
					() -> (builder) -> builder.cache("products",
							builder.cache("products").mutate().ttl(Duration.ofHours(1)).build()))
			.run((context) -> {
				CacheSettings settings = context.getBean(RegionCacheManager.class).settings("products");
				assertThat(settings.lifetimes().ttl()).isEqualTo(Duration.ofHours(1));
				assertThat(settings.values().schema()).isEqualTo("7");
			});
	}

	@Test
	void addsCachesAndChangesTheDefaults() {
		this.contextRunner
			.withBean(RegionCacheManagerBuilderCustomizer.class,
					() -> (builder) -> builder
						.cacheDefaults(builder.cacheDefaults().mutate().nullTtl(Duration.ZERO).build())
						.cache("orders", CacheSettings.DEFAULTS))
			.run((context) -> {
				RegionCacheManager manager = context.getBean(RegionCacheManager.class);
				assertThat(manager.getCacheNames()).containsExactly("orders", "products");
				assertThat(manager.settings("other").lifetimes().nullTtl()).isZero();
				assertThat(manager.settings("orders")).isEqualTo(CacheSettings.DEFAULTS);
			});
	}

	@Test
	void areCalledInTheirOrder() {
		this.contextRunner.withUserConfiguration(TwoCustomizers.class)
			.run((context) -> assertThat(
					context.getBean(RegionCacheManager.class).settings("products").values().schema())
				.isEqualTo("7-first-second"));
	}

	@Test
	void alsoChangeACacheManagerBesideThatOfTheApplication() {
		this.contextRunner.withBean("theirs", ConcurrentMapCacheManager.class)
			.withUserConfiguration(TwoCustomizers.class)
			.run((context) -> assertThat(context.getBean("regionCacheManager", RegionCacheManager.class)
				.settings("products")
				.values()
				.schema()).isEqualTo("7-first-second"));
	}

	@Test
	void settingsThatMakeNoSenseAreRefusedAsThoseOfProperties() {
		this.contextRunner
			.withPropertyValues("regions.endpoints.b.host=localhost", "regions.endpoints.b.port=2", "regions.home=a",
					"regions.replication.topology=managed", "regions.replication.primary=a")
			.withBean(RegionCacheManagerBuilderCustomizer.class,
					() -> (builder) -> builder.cache("products",
							builder.cache("products")
								.mutate()
								.replication(new ReplicationSettings(Replicate.INVALIDATIONS, Write.ALL_REGIONS,
										Duration.ofSeconds(1)))
								.build()))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("regions.caches.products.write"));
	}

	@Configuration(proxyBeanMethods = false)
	static class TwoCustomizers {

		@Bean
		@Order(2)
		RegionCacheManagerBuilderCustomizer second() {
			return schema("-second");
		}

		@Bean
		@Order(1)
		RegionCacheManagerBuilderCustomizer first() {
			return schema("-first");
		}

		private static RegionCacheManagerBuilderCustomizer schema(String suffix) {
			return (builder) -> {
				CacheSettings settings = builder.cache("products");
				builder.cache("products", settings.mutate().schema(settings.values().schema() + suffix).build());
			};
		}

	}

}
