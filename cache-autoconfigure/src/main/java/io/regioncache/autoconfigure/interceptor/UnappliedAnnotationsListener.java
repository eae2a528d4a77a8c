package io.regioncache.autoconfigure.interceptor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Predicate;

import io.regioncache.interceptor.RateLimitAdvisor;
import io.regioncache.interceptor.RegionAnnotationAdvisor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextRefreshedEvent;

/**
 * Warns of annotated beans in a context whose proxies know nothing of our annotations: a
 * child context without auto-configuration, or an application that excludes it.
 * <p>
 * Events of a child context reach the listeners of its parents as well, so a child that
 * no {@code SpringApplication} has made is seen too.
 */
final class UnappliedAnnotationsListener implements ApplicationListener<ContextRefreshedEvent> {

	private static final Log logger = LogFactory.getLog(UnappliedAnnotationsListener.class);

	private static final List<Advice> ADVICE = List.of(new Advice(RegionAnnotationAdvisor.class,
			RegionAnnotationAdvisor::isMeantFor,
			"The caching annotations of these beans have no effect: %s. Their application context '%s' "
					+ "has no RegionAnnotationAdvisor, so their methods run without a cache and invalidate nothing. "
					+ "Let RegionAnnotationsAutoConfiguration apply to that context, or move the beans to one where it does"),
			new Advice(RateLimitAdvisor.class, RateLimitAdvisor::isMeantFor,
					"The rate limits of these beans have no effect: %s. Their application context '%s' has no "
							+ "RateLimitAdvisor, so all calls of their methods are admitted. "
							+ "Let RegionRateLimitAutoConfiguration apply to that context, or move the beans to one where it does"));

	private static final Set<ApplicationContext> SEEN = Collections
		.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		ApplicationContext context = event.getApplicationContext();
		if (context instanceof ConfigurableApplicationContext configurable && SEEN.add(context)) {
			ADVICE.forEach((advice) -> advice.warnOfMissing(configurable));
		}
	}

	/**
	 * What applies some of our annotations.
	 *
	 * @param advisor the advisor that applies them
	 * @param concerns whether a class has any of them
	 * @param warning what is logged of the beans of a context without it
	 */
	private record Advice(Class<? extends Advisor> advisor, Predicate<Class<?>> concerns, String warning) {

		void warnOfMissing(ConfigurableApplicationContext context) {
			List<String> beans = unapplied(context.getBeanFactory());
			if (!beans.isEmpty()) {
				logger.warn(this.warning.formatted(String.join(", ", beans), context.getId()));
			}
		}

		private List<String> unapplied(ConfigurableListableBeanFactory beans) {
			List<String> unapplied = new ArrayList<>();
			if (beans.getBeanNamesForType(this.advisor, true, false).length == 0) {
				for (String name : beans.getBeanDefinitionNames()) {
					Object bean = beans.containsSingleton(name) ? beans.getSingleton(name) : null;
					Class<?> type = (bean != null) ? AopUtils.getTargetClass(bean) : beans.getType(name, false);
					if (type != null && this.concerns.test(type) && !isAdvised(bean)) {
						unapplied.add("'%s' (%s)".formatted(name, type.getName()));
					}
				}
			}
			return unapplied;
		}

		private boolean isAdvised(@Nullable Object bean) {
			return bean instanceof Advised advised
					&& Arrays.stream(advised.getAdvisors()).anyMatch(this.advisor::isInstance);
		}

	}

}
