package io.regioncache.autoconfigure.interceptor;

import java.util.Set;

import io.regioncache.interceptor.AuthorizationOrder;
import io.regioncache.interceptor.RegionAnnotationAdvisor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;

/**
 * Warns of cached methods whose authorization is checked inside the cache.
 */
final class AuthorizationOrderPostProcessor implements BeanPostProcessor, Ordered {

	private static final Log logger = LogFactory.getLog(AuthorizationOrderPostProcessor.class);

	/**
	 * After the creators of proxies.
	 */
	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		Set<String> bypassed = AuthorizationOrder.bypassed(bean);
		if (!bypassed.isEmpty()) {
			logger.warn(("Cache hits bypass method security: %s of bean '%s'. "
					+ "Give method security an order below %d, or the cache one above it")
				.formatted(bypassed, beanName, RegionAnnotationAdvisor.ORDER));
		}
		return bean;
	}

}
