package io.regioncache.autoconfigure.budget;

import java.util.stream.Stream;

import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.budget.MemoryBudgets;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.store.RegionStore;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for the memory budgets of caches.
 */
@AutoConfiguration(after = RegionCacheAutoConfiguration.class)
@ConditionalOnBean({ RegionStore.class, RegionCacheManager.class })
public final class RegionBudgetsAutoConfiguration {

	/**
	 * No cache can have this name: its settings are those of caches without their own.
	 */
	private static final String OTHERS = "";

	@Bean
	@ConditionalOnMissingBean
	MemoryBudgets regionMemoryBudgets(RegionStore store, RegionCacheManager caches) {
		return new MemoryBudgets(store, caches::getCacheNames, (name) -> caches.settings(name).values().maxMemory());
	}

	@Bean
	MemoryBudgetsLifecycle regionMemoryBudgetsLifecycle(MemoryBudgets budgets, RegionCacheManager caches) {
		return new MemoryBudgetsLifecycle(budgets,
				() -> Stream.concat(Stream.of(OTHERS), caches.getCacheNames().stream())
					.map((name) -> caches.settings(name).values().maxMemory())
					.toList());
	}

}
