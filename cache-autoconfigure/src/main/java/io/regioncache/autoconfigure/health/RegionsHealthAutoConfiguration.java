package io.regioncache.autoconfigure.health;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.client.RegionConnectionFactories;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.health.RegionMonitor;
import io.regioncache.region.Regions;
import io.regioncache.store.RegionStore;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.health.DataRedisHealthContributorAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.health.DataRedisReactiveHealthContributorAutoConfiguration;
import org.springframework.boot.data.redis.health.DataRedisHealthIndicator;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * {@link AutoConfiguration Auto-configuration} of the health of the regions. It keeps
 * them out of Spring Boot's {@code redis} health, which speaks of the application's own
 * Redis only, and says as {@code regions} how the regions are.
 * <p>
 * A region that cannot be reached is no reason to take the application out of service,
 * for it answers without. So where the home region serves as the application's Redis,
 * this reports {@code UNKNOWN} instead of {@code DOWN}.
 */
@AutoConfiguration(
		after = { RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class,
				DataRedisAutoConfiguration.class },
		before = { DataRedisHealthContributorAutoConfiguration.class,
				DataRedisReactiveHealthContributorAutoConfiguration.class })
@ConditionalOnClass({ RedisConnectionFactory.class, HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(Regions.class)
public final class RegionsHealthAutoConfiguration {

	@Bean
	@ConditionalOnBean(RegionStore.class)
	@ConditionalOnEnabledHealthIndicator("regions")
	@ConditionalOnMissingBean(name = { "regionsHealthIndicator", "regionsHealthContributor" })
	RegionsHealthIndicator regionsHealthContributor(RegionStore store, ObjectProvider<RegionMonitor> monitor) {
		return new RegionsHealthIndicator(store::allFailures, InstantSource.system(), store.region(),
				monitor::getIfAvailable);
	}

	@Bean
	@ConditionalOnEnabledHealthIndicator("redis")
	@ConditionalOnBean(RedisConnectionFactory.class)
	@ConditionalOnMissingBean(name = { "redisHealthIndicator", "redisHealthContributor" })
	HealthContributor redisHealthContributor(Map<String, RedisConnectionFactory> connectionFactories, Regions regions,
			ObjectProvider<RegionStore> store, BeanFactory beanFactory) {
		Object home = beanFactory.getBean(RegionConnectionFactories.beanName(regions.home()));
		Map<String, HealthIndicator> indicators = new LinkedHashMap<>();
		connectionFactories.forEach((name, connectionFactory) -> {
			DataRedisHealthIndicator indicator = new DataRedisHealthIndicator(connectionFactory);
			indicators.put(name, (connectionFactory == home)
					? new DispensableHealthIndicator(indicator, () -> store.stream().allMatch(RegionStore::isAvailable))
					: indicator);
		});
		return (indicators.size() == 1) ? indicators.values().iterator().next()
				: CompositeHealthContributor.fromMap(indicators);
	}

}
