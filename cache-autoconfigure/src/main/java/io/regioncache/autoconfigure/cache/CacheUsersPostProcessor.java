package io.regioncache.autoconfigure.cache;

import io.regioncache.cache.RegionCacheManager;
import io.regioncache.interceptor.RegionAnnotationAdvisor;

import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.cache.interceptor.BeanFactoryCacheOperationSourceAdvisor;

/**
 * Has the caches destroyed after the beans whose annotated methods use them: those ask
 * for the caches at their first call, so the bean factory does not know it. What such a
 * bean invalidates while it is destroyed would be lost.
 */
final class CacheUsersPostProcessor implements BeanPostProcessor {

	private final ConfigurableListableBeanFactory beanFactory;

	CacheUsersPostProcessor(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof Advised advised && usesCaches(advised)) {
			for (String manager : this.beanFactory.getBeanNamesForType(RegionCacheManager.class, true, false)) {
				this.beanFactory.registerDependentBean(manager, beanName);
			}
		}
		return bean;
	}

	private static boolean usesCaches(Advised advised) {
		for (Advisor advisor : advised.getAdvisors()) {
			if (advisor instanceof RegionAnnotationAdvisor
					|| advisor instanceof BeanFactoryCacheOperationSourceAdvisor) {
				return true;
			}
		}
		return false;
	}

}
