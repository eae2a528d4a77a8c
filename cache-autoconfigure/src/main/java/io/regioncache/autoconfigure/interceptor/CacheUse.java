package io.regioncache.autoconfigure.interceptor;

import java.lang.reflect.Method;
import java.util.Collection;

import io.regioncache.cache.RegionCacheManager;
import io.regioncache.interceptor.RegionCacheResolver;
import io.regioncache.store.RegionStore;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CachingConfigurer;
import org.springframework.cache.interceptor.AbstractCacheResolver;
import org.springframework.cache.interceptor.BasicOperation;
import org.springframework.cache.interceptor.CacheAspectSupport;
import org.springframework.cache.interceptor.CacheOperation;
import org.springframework.cache.interceptor.CacheOperationInvocationContext;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.cache.interceptor.SimpleCacheResolver;
import org.springframework.util.StringUtils;

/**
 * Tells whether an annotation uses a cache of a region, whoever finds that cache: a cache
 * manager, one that is wrapped in others, or a resolver.
 *
 * @param beans the beans of the application
 */
record CacheUse(ConfigurableListableBeanFactory beans) {

	/**
	 * Return whether an annotation of Spring uses a cache of a region.
	 * @param operation what the annotation says
	 * @param method the annotated method
	 * @return whether any of its caches is one
	 */
	boolean isOurs(CacheOperation operation, Method method) {
		CacheResolver resolver = resolver(operation);
		return resolver != null && isOurs(resolver, operation, method);
	}

	/**
	 * Return whether a resolver finds a cache of a region.
	 * @param resolver the resolver
	 * @param operation what the annotation says
	 * @param method the annotated method
	 * @return whether any of its caches is one
	 */
	boolean isOurs(CacheResolver resolver, BasicOperation operation, Method method) {
		if (resolver instanceof RegionCacheResolver || (resolver instanceof AbstractCacheResolver simple
				&& simple.getCacheManager() instanceof RegionCacheManager)) {
			return true;
		}
		try {
			Collection<? extends Cache> caches = resolver.resolveCaches(new AnnotatedUse<>(operation, method));
			// Whoever wraps a cache hands on what is inside.
			return caches.stream().anyMatch((cache) -> cache.getNativeCache() instanceof RegionStore);
		}
		catch (RuntimeException ex) {
			// What cannot be found without a call is the application's own affair.
			return false;
		}
	}

	private @Nullable CacheResolver resolver(CacheOperation operation) {
		if (StringUtils.hasText(operation.getCacheResolver())) {
			return bean(operation.getCacheResolver(), CacheResolver.class);
		}
		if (StringUtils.hasText(operation.getCacheManager())) {
			CacheManager named = bean(operation.getCacheManager(), CacheManager.class);
			return (named != null) ? new SimpleCacheResolver(named) : null;
		}
		return defaultResolver();
	}

	/**
	 * Spring's interceptor may not have looked for its own yet.
	 */
	private @Nullable CacheResolver defaultResolver() {
		CacheAspectSupport caching = this.beans.getBeanProvider(CacheAspectSupport.class).getIfUnique();
		CacheResolver resolver = (caching != null) ? caching.getCacheResolver() : null;
		if (resolver == null) {
			CacheManager manager = defaultManager();
			return (manager != null) ? new SimpleCacheResolver(manager) : null;
		}
		return resolver;
	}

	private @Nullable CacheManager defaultManager() {
		CachingConfigurer configurer = this.beans.getBeanProvider(CachingConfigurer.class).getIfUnique();
		CacheManager manager = (configurer != null) ? configurer.cacheManager() : null;
		return (manager != null) ? manager : this.beans.getBeanProvider(CacheManager.class).getIfUnique();
	}

	private <T> @Nullable T bean(String name, Class<T> type) {
		BeanFactory beans = this.beans;
		return (beans.containsBean(name) && beans.isTypeMatch(name, type)) ? beans.getBean(name, type) : null;
	}

	/**
	 * Which caches would a call use?
	 *
	 * @param <O> what kind of annotation
	 * @param operation what the annotation says
	 * @param method the annotated method
	 */
	private record AnnotatedUse<O extends BasicOperation>(O operation,
			Method method) implements CacheOperationInvocationContext<O> {

		@Override
		public O getOperation() {
			return this.operation;
		}

		@Override
		public Object getTarget() {
			return this.method.getDeclaringClass();
		}

		@Override
		public Method getMethod() {
			return this.method;
		}

		@Override
		public Object[] getArgs() {
			return new Object[this.method.getParameterCount()];
		}

	}

}
