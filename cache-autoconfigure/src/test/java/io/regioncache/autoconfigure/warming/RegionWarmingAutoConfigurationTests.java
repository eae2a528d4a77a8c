package io.regioncache.autoconfigure.warming;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.store.RegionStore;
import io.regioncache.testkit.RedisExtension;
import io.regioncache.warming.CacheWarmer;
import io.regioncache.warming.CacheWarmings;
import io.regioncache.warming.WarmingSettings;
import io.regioncache.warming.WarmingState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static io.regioncache.testkit.Patience.await;
import static io.regioncache.testkit.StartFailures.analyze;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RegionWarmingAutoConfiguration}.
 */
class RegionWarmingAutoConfigurationTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, DataRedisAutoConfiguration.class,
				RegionCacheAutoConfiguration.class, RegionWarmingAutoConfiguration.class))
		.withPropertyValues("regions.endpoints.eu-west-1.url=" + redis.server().url(), "regions.command-timeout=10s");

	@Test
	void nothingIsWarmedWithoutAWarmer() {
		this.contextRunner.run((context) -> assertThat(context.getBean(CacheWarmings.class).caches()).isEmpty());
	}

	@Test
	void aCacheWithAWarmerIsWarmed() {
		this.contextRunner.withUserConfiguration(Warmed.class)
			.withPropertyValues("regions.caches.products.warm.max-keys=2")
			.run((context) -> {
				CacheWarmings warmings = context.getBean(CacheWarmings.class);
				await(() -> warmings.caches().get("products").state() == WarmingState.WARM);
				assertThat(warmings.caches().get("products").warmed()).isEqualTo(2);
				RegionCacheManager caches = context.getBean(RegionCacheManager.class);
				assertThat(caches.getCache("products").get(1, String.class)).isEqualTo("product 1");
				assertThat(caches.getCache("products").get(3)).isNull();
			});
	}

	@Test
	void aWarmerCanBeSwitchedOff() {
		this.contextRunner.withUserConfiguration(Warmed.class)
			.withPropertyValues("regions.caches.products.warm.enabled=false")
			.run((context) -> assertThat(context.getBean(CacheWarmings.class).caches()).isEmpty());
	}

	@Test
	void settingsOfAllCachesHoldForThoseWithoutTheirOwn() {
		this.contextRunner.withUserConfiguration(Warmed.class)
			.withPropertyValues("regions.cache-defaults.warm.max-keys=1", "regions.caches.products.warm.concurrency=2")
			.run((context) -> {
				CacheWarmings warmings = context.getBean(CacheWarmings.class);
				await(() -> warmings.caches().get("products").state() == WarmingState.WARM);
				assertThat(warmings.caches().get("products").warmed()).isEqualTo(1);
			});
	}

	@Test
	void backsOffWhereTheApplicationHasItsOwn() {
		this.contextRunner.withUserConfiguration(Own.class)
			.run((context) -> assertThat(context).hasSingleBean(CacheWarmings.class).hasBean("own"));
	}

	@Test
	void settingsWithoutAWarmerAreRefused() {
		this.contextRunner.withPropertyValues("regions.caches.products.warm.concurrency=2").run((context) -> {
			assertThat(analyze(context).getDescription())
				.isEqualTo("'regions.caches.products.warm' is set, but nothing warms cache 'products'.");
			assertThat(analyze(context).getAction())
				.isEqualTo("Add a bean of type CacheWarmer whose cacheName() is 'products', or remove the property.");
		});
	}

	@Test
	void twoWarmersOfACacheAreRefused() {
		this.contextRunner.withUserConfiguration(Warmed.class)
			.withBean("second", CacheWarmer.class, () -> CacheWarmer.of("products", List::of, (key) -> {
			}))
			.run((context) -> assertThat(analyze(context).getDescription())
				.isEqualTo("Two beans of type CacheWarmer warm cache 'products'."));
	}

	@ParameterizedTest
	@CsvSource({ "regions.caches.products.warm.concurrency=0,It must be between 1 and 256",
			"regions.caches.products.warm.concurrency=257,It must be between 1 and 256",
			"regions.cache-defaults.warm.max-keys=0,It must be positive",
			"regions.warming.repeat-after=0s,It must be positive",
			"regions.warming.readiness-timeout=-1s,Use zero to accept traffic at once" })
	void settingsThatMakeNoSenseAreRefused(String property, String advice) {
		this.contextRunner.withUserConfiguration(Warmed.class)
			.withPropertyValues(property)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining(property.substring(0, property.indexOf('=')))
				.hasMessageContaining(advice));
	}

	@Test
	void theApplicationBecomesReadyWhenItsCachesAreWarm() throws InterruptedException {
		AtomicBoolean ready = new AtomicBoolean();
		SpringApplication application = new SpringApplicationBuilder(Slow.class).web(WebApplicationType.NONE).build();
		Thread main = new Thread(() -> {
			try (ConfigurableApplicationContext context = application.run("--regions.warming.readiness-timeout=5m",
					"--regions.command-timeout=10s", "--regions.endpoints.eu-west-1.url=" + redis.server().url())) {
				ready.set(context.isActive());
			}
		});
		main.start();
		try {
			Slow.asked.await();
			assertThat(ready).isFalse();
		}
		finally {
			Slow.released.countDown();
		}
		main.join();
		assertThat(ready).isTrue();
	}

	@Configuration(proxyBeanMethods = false)
	static class Warmed {

		@Bean
		CacheWarmer<Integer> products(RegionCacheManager caches) {
			return CacheWarmer.of("products", () -> List.of(1, 2, 3),
					(key) -> caches.getCache("products").get(key, () -> "product " + key));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Own {

		@Bean
		CacheWarmings own(RegionStore store) {
			return new CacheWarmings(store, List.of(), (cache) -> new WarmingSettings(1, 1, Duration.ofHours(1)));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ RegionsAutoConfiguration.class, DataRedisAutoConfiguration.class,
			RegionCacheAutoConfiguration.class, RegionWarmingAutoConfiguration.class })
	static class Slow {

		static final CountDownLatch asked = new CountDownLatch(1);

		static final CountDownLatch released = new CountDownLatch(1);

		@Bean
		CacheWarmer<Integer> products() {
			return CacheWarmer.of("products", () -> List.of(1), (key) -> {
				asked.countDown();
				try {
					released.await();
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			});
		}

	}

}
