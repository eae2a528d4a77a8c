package io.regioncache.autoconfigure.transaction;

import java.util.Objects;
import java.util.stream.Stream;

import io.regioncache.autoconfigure.cache.CacheInterceptorPostProcessor;
import io.regioncache.autoconfigure.cache.CacheViewsPostProcessor;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.interceptor.RegionAnnotationsAutoConfiguration;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.interceptor.ReactiveCacheAdvisor;
import io.regioncache.interceptor.ReactiveLoadAdvisor;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.cache.annotation.CachingConfigurer;
import org.springframework.cache.interceptor.CacheErrorHandler;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.transaction.ConfigurableTransactionManager;

/**
 * {@link AutoConfiguration Auto-configuration} for caches that are used in transactions.
 */
@AutoConfiguration(after = RegionCacheAutoConfiguration.class)
@ConditionalOnClass(ConfigurableTransactionManager.class)
@Conditional(RegionAnnotationsAutoConfiguration.OnRegionCacheManager.class)
public final class RegionTransactionsAutoConfiguration {

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static TransactionManagerPostProcessor regionTransactionManagerPostProcessor() {
		return new TransactionManagerPostProcessor();
	}

	/**
	 * Late, for whoever configures caching may need them himself.
	 */
	@Bean
	static SmartInitializingSingleton regionCommitFailures(ListableBeanFactory beanFactory) {
		return () -> Stream
			.concat(beanFactory.getBeansOfType(CachingConfigurer.class)
				.values()
				.stream()
				.map(CachingConfigurer::errorHandler)
				.filter(Objects::nonNull), beanFactory.getBeansOfType(CacheErrorHandler.class).values().stream())
			.findFirst()
			.ifPresent((handler) -> beanFactory.getBeansOfType(RegionCacheManager.class)
				.values()
				.forEach((caches) -> caches.setErrorHandler(handler)));
	}

	/**
	 * Where Spring's own annotations work on our caches.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Mono.class)
	@ConditionalOnBean(CacheViewsPostProcessor.class)
	static class ReactiveCacheConfiguration {

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static ReactiveCacheAdvisor regionReactiveCacheAdvisor(ListableBeanFactory beanFactory) {
			return new ReactiveCacheAdvisor(isNamedOnly(beanFactory));
		}

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static ReactiveLoadAdvisor regionReactiveLoadAdvisor(ListableBeanFactory beanFactory) {
			return new ReactiveLoadAdvisor(isNamedOnly(beanFactory),
					RegionAnnotationsAutoConfiguration.executor(beanFactory));
		}

		private static boolean isNamedOnly(ListableBeanFactory beanFactory) {
			return beanFactory.getBeanNamesForType(CacheInterceptorPostProcessor.class, true, false).length == 0;
		}

	}

}
