package io.regioncache.autoconfigure.cache;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Where a parent context has our caches as its default.
 */
final class OnInheritedCaches implements ConfigurationCondition {

	static final String INTERCEPTOR_POST_PROCESSOR = "regionCacheInterceptorPostProcessor";

	@Override
	public ConfigurationPhase getConfigurationPhase() {
		return ConfigurationPhase.REGISTER_BEAN;
	}

	@Override
	public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConfigurableListableBeanFactory beanFactory = context.getBeanFactory();
		BeanFactory parent = (beanFactory != null) ? beanFactory.getParentBeanFactory() : null;
		return parent != null && parent.containsBean(INTERCEPTOR_POST_PROCESSOR);
	}

}
