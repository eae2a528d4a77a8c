package io.regioncache.autoconfigure;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.cache.interceptor.CacheAspectSupport;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.core.PriorityOrdered;

/**
 * Gives the interceptor of {@code @EnableCaching} a default cache resolver, unless the
 * application has configured one.
 */
final class CacheInterceptorPostProcessor implements BeanPostProcessor, PriorityOrdered {

	private final CacheResolver resolver;

	CacheInterceptorPostProcessor(CacheResolver resolver) {
		this.resolver = resolver;
	}

	/**
	 * Before the creator of proxies, which creates the interceptor.
	 */
	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		if (bean instanceof CacheAspectSupport interceptor && interceptor.getCacheResolver() == null) {
			interceptor.setCacheResolver(this.resolver);
		}
		return bean;
	}

}
