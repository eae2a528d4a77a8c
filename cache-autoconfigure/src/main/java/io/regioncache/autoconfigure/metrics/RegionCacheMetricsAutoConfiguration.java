package io.regioncache.autoconfigure.metrics;

import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.regioncache.audit.Auditor;
import io.regioncache.autoconfigure.audit.RegionAuditAutoConfiguration;
import io.regioncache.autoconfigure.budget.RegionBudgetsAutoConfiguration;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.budget.MemoryBudgets;
import io.regioncache.autoconfigure.health.RegionMonitorAutoConfiguration;
import io.regioncache.autoconfigure.consistency.RegionTokensAutoConfiguration;
import io.regioncache.autoconfigure.interceptor.RegionAnnotationsAutoConfiguration;
import io.regioncache.autoconfigure.warming.RegionWarmingAutoConfiguration;
import io.regioncache.autoconfigure.rollout.RegionRolloutAutoConfiguration;
import io.regioncache.cache.RegionCache;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.consistency.ConsistencyTokens;
import io.regioncache.health.RegionMonitor;
import io.regioncache.metrics.RegionAuditMetrics;
import io.regioncache.metrics.RegionBudgetMetrics;
import io.regioncache.metrics.RegionFailureMetrics;
import io.regioncache.metrics.RegionLookupMetrics;
import io.regioncache.metrics.RegionNearMetrics;
import io.regioncache.metrics.RegionReplicationMetrics;
import io.regioncache.metrics.RegionRolloutMetrics;
import io.regioncache.metrics.RegionServerMetrics;
import io.regioncache.metrics.RegionTokenMetrics;
import io.regioncache.metrics.RegionWarmingMetrics;
import io.regioncache.region.Regions;
import io.regioncache.replication.Replicator;
import io.regioncache.rollout.DeploymentReporter;
import io.regioncache.store.RegionStore;
import io.regioncache.warming.CacheWarmings;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.cache.metrics.CacheMeterBinderProvider;
import org.springframework.boot.cache.metrics.CacheMetricsRegistrar;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/**
 * {@link AutoConfiguration Auto-configuration} for the meters of the caches.
 */
@AutoConfiguration(
		after = { RegionCacheAutoConfiguration.class, RegionTokensAutoConfiguration.class,
				RegionMonitorAutoConfiguration.class, RegionBudgetsAutoConfiguration.class,
				RegionRolloutAutoConfiguration.class, RegionAuditAutoConfiguration.class,
				RegionWarmingAutoConfiguration.class },
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
		beforeName = "org.springframework.boot.cache.autoconfigure.metrics.CacheMetricsAutoConfiguration")
@ConditionalOnClass({ MeterBinder.class, CacheMeterBinderProvider.class })
@Conditional(RegionAnnotationsAutoConfiguration.OnRegionCacheManager.class)
public final class RegionCacheMetricsAutoConfiguration {

	private static final Tag MANAGER = Tag.of("cache.manager", "region");

	@Bean
	RegionCacheMeterBinderProvider regionCacheMeterBinderProvider() {
		return new RegionCacheMeterBinderProvider();
	}

	/**
	 * Binds caches that come into being after the start, which Boot does not.
	 */
	@Bean
	SmartInitializingSingleton regionCacheMeters(BeanFactory beanFactory,
			ObjectProvider<CacheMetricsRegistrar> registrar, ObjectProvider<MeterRegistry> registry) {
		return () -> registrar
			.ifAvailable((available) -> beanFactory.getBean(RegionCacheManager.class).forEach((cache) -> {
				if (!isBound(cache, registry.getObject())) {
					available.bindCacheToRegistry(cache, MANAGER);
				}
			}));
	}

	/**
	 * Meters of lookups, and of the library's own threads.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(RegionStore.class)
	static class FailureMetricsConfiguration {

		@Bean
		RegionLookupMetrics regionLookupMetrics(RegionStore store) {
			return new RegionLookupMetrics(store.own().lookups(), store.region());
		}

		@Bean
		RegionFailureMetrics regionFailureMetrics(RegionStore store, Regions regions) {
			return new RegionFailureMetrics(store, regions.names());
		}

		@Bean
		RegionNearMetrics regionNearMetrics(RegionStore store) {
			return new RegionNearMetrics(store);
		}

	}

	/**
	 * Meters of the regions and their servers.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(RegionMonitor.class)
	static class ServerMetricsConfiguration {

		@Bean
		RegionServerMetrics regionServerMetrics(RegionMonitor monitor, Regions regions) {
			return new RegionServerMetrics(monitor, regions.home().name());
		}

	}

	/**
	 * Meters of replication.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = "regions.replication.enabled", matchIfMissing = true)
	@ConditionalOnBean(MeterRegistry.class)
	static class ReplicationMetricsConfiguration {

		@Bean
		RegionReplicationMetrics regionReplicationMetrics(MeterRegistry registry) {
			return new RegionReplicationMetrics(registry);
		}

		@Bean
		SmartInitializingSingleton regionReplicationMeters(RegionReplicationMetrics metrics, Regions regions,
				ObjectProvider<Replicator> replicator) {
			return () -> replicator.ifAvailable((available) -> metrics.bind(available, regions.otherNames()));
		}

	}

	/**
	 * Meters of memory budgets.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean({ MemoryBudgets.class, MeterRegistry.class })
	static class BudgetMetricsConfiguration {

		@Bean
		SmartInitializingSingleton regionBudgetMeters(MemoryBudgets budgets, RegionCacheManager caches,
				MeterRegistry registry) {
			return () -> new RegionBudgetMetrics(budgets, registry).bind(caches);
		}

	}

	/**
	 * Meters of rollouts.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(DeploymentReporter.class)
	static class RolloutMetricsConfiguration {

		@Bean
		RegionRolloutMetrics regionRolloutMetrics(DeploymentReporter reporter) {
			return new RegionRolloutMetrics(reporter);
		}

	}

	/**
	 * Meters of the auditor.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(Auditor.class)
	static class AuditMetricsConfiguration {

		@Bean
		RegionAuditMetrics regionAuditMetrics(Auditor auditor, Regions regions) {
			return new RegionAuditMetrics(auditor, regions.names());
		}

	}

	/**
	 * Meters of warming.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(CacheWarmings.class)
	static class WarmingMetricsConfiguration {

		@Bean
		RegionWarmingMetrics regionWarmingMetrics(CacheWarmings warmings) {
			return new RegionWarmingMetrics(warmings);
		}

	}

	/**
	 * Meters of consistency tokens.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(ConsistencyTokens.class)
	static class TokenMetricsConfiguration {

		@Bean
		RegionTokenMetrics regionTokenMetrics(ConsistencyTokens tokens) {
			return new RegionTokenMetrics(tokens);
		}

	}

	private static boolean isBound(RegionCache cache, MeterRegistry registry) {
		return registry.find("cache.gets").tags("cache", cache.getName()).tags(List.of(MANAGER)).meter() != null;
	}

}
