package io.regioncache.autoconfigure.cache;

import io.regioncache.interceptor.RegionAnnotationAdvisor;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.cache.interceptor.BeanFactoryCacheOperationSourceAdvisor;
import org.springframework.cache.interceptor.CacheAspectSupport;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.core.PriorityOrdered;

/**
 * Gives the interceptor of {@code @EnableCaching} a default cache resolver, and the order
 * of our own annotations, unless the application has configured something else. The
 * default of Spring is that of {@code @Transactional} as well, and chance decides which
 * of the two is outside.
 */
public final class CacheInterceptorPostProcessor implements BeanPostProcessor, PriorityOrdered {

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
		else if (bean instanceof BeanFactoryCacheOperationSourceAdvisor advisor
				&& advisor.getOrder() == LOWEST_PRECEDENCE) {
			advisor.setOrder(RegionAnnotationAdvisor.ORDER);
		}
		return bean;
	}

}
