package io.regioncache.autoconfigure.budget;

import java.util.List;

import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.budget.CacheMemory;
import io.regioncache.budget.MemoryBudgets;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.store.RegionStore;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static io.regioncache.testkit.Patience.await;
import static io.regioncache.testkit.StartFailures.analyze;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RegionBudgetsAutoConfiguration}. No Redis runs here.
 */
class RegionBudgetsAutoConfigurationTests {

	private static final long MEGABYTE = 1024 * 1024;

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, DataRedisAutoConfiguration.class,
				RegionCacheAutoConfiguration.class, RegionBudgetsAutoConfiguration.class))
		.withPropertyValues("regions.endpoints.eu-west-1.url=redis://127.0.0.1:1");

	@Test
	void budgetsAreConfigured() {
		this.contextRunner
			.withPropertyValues("regions.caches.products.max-memory=512MB", "regions.caches.offers.ttl=1h")
			.run((context) -> {
				MemoryBudgets budgets = context.getBean(MemoryBudgets.class);
				assertThat(budgets.caches()).containsOnlyKeys("products")
					.containsEntry("products", new CacheMemory(512 * MEGABYTE, -1, 0));
				await(() -> runs());
			});
	}

	@Test
	void budgetOfAllCachesHoldsForThoseWithoutTheirOwn() {
		this.contextRunner
			.withPropertyValues("regions.cache-defaults.max-memory=100MB", "regions.caches.products.max-memory=512MB",
					"regions.caches.free.max-memory=0B")
			.run((context) -> {
				context.getBean(RegionCacheManager.class).getCache("offers");
				MemoryBudgets budgets = context.getBean(MemoryBudgets.class);
				assertThat(budgets.caches()).containsOnlyKeys("products", "offers");
				assertThat(budgets.of("offers").budget()).isEqualTo(100 * MEGABYTE);
			});
	}

	@Test
	void nothingRunsWhereNoCacheHasABudget() {
		this.contextRunner.withPropertyValues("regions.caches.products.ttl=1h").run((context) -> {
			assertThat(context.getBean(MemoryBudgets.class).caches()).isEmpty();
			await(() -> !runs());
		});
	}

	@Test
	void backsOffWhereTheApplicationHasItsOwn() {
		this.contextRunner.withUserConfiguration(OwnBudgets.class)
			.run((context) -> assertThat(context).hasSingleBean(MemoryBudgets.class).hasBean("ownBudgets"));
	}

	@Test
	void budgetTooSmallForAValueIsRefused() {
		this.contextRunner
			.withPropertyValues("regions.caches.products.max-memory=100KB",
					"regions.caches.products.max-value-size=200KB")
			.run((context) -> assertThat(analyze(context).getDescription()).contains(
					"'regions.caches.products.max-memory'",
					"It must hold at least one value: 'regions.caches.products.max-value-size' is 204800B. "
							+ "Use zero for no budget."));
	}

	private static boolean runs() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.anyMatch((thread) -> thread.getName().equals("region-cache-budgets-eu-west-1"));
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnBudgets {

		@Bean
		MemoryBudgets ownBudgets(RegionStore store) {
			return new MemoryBudgets(store, List::of, (name) -> 0);
		}

	}

}
