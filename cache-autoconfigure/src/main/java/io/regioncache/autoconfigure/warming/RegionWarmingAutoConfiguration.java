package io.regioncache.autoconfigure.warming;

import java.time.Duration;
import java.util.List;

import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.properties.RegionsProperties;
import io.regioncache.store.RegionStore;
import io.regioncache.warming.CacheWarmer;
import io.regioncache.warming.CacheWarmings;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for what fills caches before they are
 * needed.
 */
@AutoConfiguration(after = RegionCacheAutoConfiguration.class)
@ConditionalOnBean(RegionStore.class)
public final class RegionWarmingAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	CacheWarmings regionCacheWarmings(RegionStore store, RegionsProperties properties,
			ObjectProvider<CacheWarmer<?>> warmers) {
		List<CacheWarmer<?>> all = warmers.orderedStream().toList();
		WarmingChecks.check(properties, all);
		Duration repeatAfter = properties.warming().repeatAfter();
		return new CacheWarmings(store,
				all.stream().filter((warmer) -> properties.warm(warmer.cacheName()).isOn()).toList(),
				(cache) -> properties.warm(cache).toSettings(repeatAfter));
	}

	@Bean
	CacheWarmingsLifecycle regionCacheWarmingsLifecycle(CacheWarmings warmings) {
		return new CacheWarmingsLifecycle(warmings);
	}

	@Bean
	WarmReadiness regionWarmReadiness(CacheWarmings warmings, RegionsProperties properties) {
		return new WarmReadiness(warmings, properties.warming().readinessTimeout());
	}

}
