package io.regioncache.autoconfigure.cache;

import io.regioncache.interceptor.LeasedCacheInterceptor;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.cache.interceptor.CacheInterceptor;
import org.springframework.core.PriorityOrdered;

/**
 * Replaces the interceptor of {@code @EnableCaching}, so that a cache of a region keeps
 * its promises also where an annotation or the application names the cache manager. An
 * interceptor of the application's own class stays.
 */
public final class CacheViewsPostProcessor implements BeanPostProcessor, PriorityOrdered {

	private final BeanFactory beanFactory;

	CacheViewsPostProcessor(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
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
		if (bean.getClass() != CacheInterceptor.class) {
			return bean;
		}
		LeasedCacheInterceptor interceptor = new LeasedCacheInterceptor((CacheInterceptor) bean);
		interceptor.setBeanFactory(this.beanFactory);
		return interceptor;
	}

}
