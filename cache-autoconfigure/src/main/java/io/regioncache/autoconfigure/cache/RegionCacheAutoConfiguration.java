package io.regioncache.autoconfigure.cache;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

import io.regioncache.autoconfigure.endpoint.RegionEndpoints;
import io.regioncache.autoconfigure.properties.ConfiguredStaleness;
import io.regioncache.autoconfigure.properties.IgnoredProperties;
import io.regioncache.autoconfigure.properties.RegionsProperties;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.cache.value.ValueMapperCustomizer;
import io.regioncache.interceptor.RegionCacheResolver;
import io.regioncache.region.KeySpace;
import io.regioncache.region.RegionLinks;
import io.regioncache.region.RegionThreads;
import io.regioncache.cache.settings.StalenessBounds;
import io.regioncache.region.Regions;
import io.regioncache.store.RegionStore;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.cache.autoconfigure.CacheManagerCustomizer;
import org.springframework.boot.cache.autoconfigure.CacheManagerCustomizers;
import org.springframework.boot.context.properties.bind.BindResult;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.cache.CacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * {@link AutoConfiguration Auto-configuration} for the cache of the home region.
 */
@AutoConfiguration(after = RegionsAutoConfiguration.class, before = CacheAutoConfiguration.class,
		afterName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
@ConditionalOnBean(RegionLinks.class)
public final class RegionCacheAutoConfiguration {

	public static final String EXECUTOR = "regionCacheExecutor";

	/**
	 * How long loads that are under way at the end are waited for.
	 */
	private static final Duration LAST_LOADS = Duration.ofSeconds(2);

	private static final Log logger = LogFactory.getLog(RegionCacheAutoConfiguration.class);

	@Bean
	@ConditionalOnMissingBean
	RegionStore regionStore(Regions regions, RegionLinks links, KeySpace keySpace, RegionsProperties properties,
			RegionEndpoints endpoints) {
		return new RegionStoreFactory(links, keySpace, properties).create(regions, endpoints);
	}

	@Bean
	@ConditionalOnMissingBean
	RegionStoreLifecycle regionStoreLifecycle(RegionStore store) {
		return new RegionStoreLifecycle(store);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static CacheViewsPostProcessor regionCacheViewsPostProcessor(BeanFactory beanFactory) {
		return new CacheViewsPostProcessor(beanFactory);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static CacheUsersPostProcessor regionCacheUsersPostProcessor(ConfigurableListableBeanFactory beanFactory) {
		return new CacheUsersPostProcessor(beanFactory);
	}

	@Bean(defaultCandidate = false)
	@ConditionalOnMissingBean(name = EXECUTOR)
	ThreadPoolTaskExecutor regionCacheExecutor() {
		ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
		ThreadFactory threads = RegionThreads.numbered("region-cache-load-");
		executor.setThreadFactory(threads);
		executor.setQueueCapacity(0);
		executor.setMaxPoolSize(Integer.MAX_VALUE);
		answerUntilTheEnd(executor, threads);
		return executor;
	}

	/**
	 * Beans call cached methods until they are destroyed, which is after the context
	 * begins to close: whoever calls so late still is answered.
	 */
	private static void answerUntilTheEnd(ThreadPoolTaskExecutor executor, ThreadFactory threads) {
		executor.setRejectedExecutionHandler((task, pool) -> threads.newThread(task).start());
		executor.setAcceptTasksAfterContextClose(true);
		executor.setWaitForTasksToCompleteOnShutdown(true);
		executor.setAwaitTerminationMillis(LAST_LOADS.toMillis());
	}

	/**
	 * Which bounds annotations may ask for.
	 */
	@Bean
	@ConditionalOnMissingBean
	StalenessBounds regionStalenessBounds(Regions regions, RegionsProperties properties) {
		return new ConfiguredStaleness(properties, regions);
	}

	@Bean
	RegionCacheManagerFactory regionCacheManagerFactory(Regions regions, RegionStore store,
			RegionsProperties properties, ObjectProvider<ValueMapperCustomizer> mapperCustomizers,
			@Qualifier(EXECUTOR) Executor executor, ObjectProvider<RegionCacheManagerBuilderCustomizer> customizers) {
		return new RegionCacheManagerFactory(regions, store, properties, mapperCustomizers, executor, customizers);
	}

	/**
	 * The cache manager of an application that has none of its own, and asks Spring Boot
	 * for none.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingBean(CacheManager.class)
	@Conditional(OnNoTypeOfCache.class)
	static class OnlyCacheManagerConfiguration {

		@Bean(OnInheritedCaches.INTERCEPTOR_POST_PROCESSOR)
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static CacheInterceptorPostProcessor regionCacheInterceptorPostProcessor(
				ObjectProvider<RegionCacheManager> manager) {
			return new CacheInterceptorPostProcessor(new RegionCacheResolver(manager::getObject));
		}

		@Bean
		RegionCacheManager regionCacheManager(RegionCacheManagerFactory factory,
				ObjectProvider<CacheManagerCustomizer<?>> customizers, Environment environment) {
			String ignored = IgnoredProperties.ofCaches(environment);
			if (ignored != null) {
				logger.warn(ignored);
			}
			return new CacheManagerCustomizers(customizers.orderedStream().toList())
				.customize(factory.create(cacheNames(environment)));
		}

		/**
		 * As with the Redis caches of Spring Boot, these exist from the start, and others
		 * from their first use on.
		 */
		private static List<String> cacheNames(Environment environment) {
			BindResult<List<String>> names = Binder.get(environment)
				.bind("spring.cache.cache-names", Bindable.listOf(String.class));
			return names.isBound() ? names.get() : List.of();
		}

	}

	/**
	 * Below a context whose default cache manager is ours.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingBean(value = CacheManager.class, search = SearchStrategy.CURRENT)
	@Conditional({ OnInheritedCaches.class, OnNoTypeOfCache.class })
	static class InheritedCacheManagerConfiguration {

		@Bean(OnInheritedCaches.INTERCEPTOR_POST_PROCESSOR)
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static CacheInterceptorPostProcessor regionCacheInterceptorPostProcessor(
				ObjectProvider<RegionCacheManager> manager) {
			return new CacheInterceptorPostProcessor(new RegionCacheResolver(manager::getObject));
		}

	}

	/**
	 * Beside a cache manager of the application, which stays its default one. In whatever
	 * order the two are looked at, only one applies.
	 */
	@Configuration(proxyBeanMethods = false)
	@Conditional(OnOtherCaches.class)
	@ConditionalOnMissingBean(RegionCacheManager.class)
	static class FurtherCacheManagerConfiguration {

		@Bean(defaultCandidate = false)
		RegionCacheManager regionCacheManager(RegionCacheManagerFactory factory,
				ObjectProvider<CacheManagerCustomizer<?>> customizers) {
			return new CacheManagerCustomizers(customizers.orderedStream().toList())
				.customize(factory.create(List.of()));
		}

	}

}
