package io.regioncache.autoconfigure.aot;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.region.RegionConfigurationException;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.env.Environment;

/**
 * Stops an application that was processed ahead of time and is started with properties
 * that would have made other beans of it. Without this, it would ignore them.
 * <p>
 * The build records its decisions in a bean definition, which a processed application
 * already has when it starts.
 */
final class AheadOfTimeCheck implements BeanFactoryPostProcessor, PriorityOrdered {

	static final String DECISIONS = "regionAheadOfTimeDecisions";

	private final Environment environment;

	AheadOfTimeCheck(Environment environment) {
		this.environment = environment;
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		AheadOfTimeDecisions now = AheadOfTimeDecisions.of(this.environment);
		if (beanFactory.containsBeanDefinition(DECISIONS)) {
			check(beanFactory.getBean(DECISIONS, AheadOfTimeDecisions.class), now);
		}
		else {
			RootBeanDefinition definition = new RootBeanDefinition(AheadOfTimeDecisions.class);
			definition.setRole(BeanDefinition.ROLE_INFRASTRUCTURE);
			definition.getConstructorArgumentValues().addIndexedArgumentValue(0, ours(beanFactory, now));
			((BeanDefinitionRegistry) beanFactory).registerBeanDefinition(DECISIONS, definition);
		}
	}

	/**
	 * Leave out what beans of the application have decided.
	 */
	private static Map<String, String> ours(ConfigurableListableBeanFactory beanFactory, AheadOfTimeDecisions now) {
		Map<String, String> outcomes = new LinkedHashMap<>(now.outcomes());
		if (!beanFactory.containsBeanDefinition("regionsConnectionDetails")
				&& !beanFactory.containsBeanDefinition("embeddedRegionsConnectionDetails")) {
			outcomes.remove(AheadOfTimeDecisions.ENDPOINTS);
		}
		if (!isAutoConfigured(beanFactory, "redisConnectionFactory")) {
			outcomes.remove(AheadOfTimeDecisions.OWN_REDIS);
		}
		return outcomes;
	}

	private static boolean isAutoConfigured(ConfigurableListableBeanFactory beanFactory, String name) {
		String factory = beanFactory.containsBeanDefinition(name)
				? beanFactory.getBeanDefinition(name).getFactoryBeanName() : null;
		return factory != null && (factory.startsWith("org.springframework.boot.")
				|| factory.equals(RegionsAutoConfiguration.class.getName()));
	}

	private static void check(AheadOfTimeDecisions built, AheadOfTimeDecisions now) {
		List<String> differences = new ArrayList<>();
		built.outcomes().forEach((property, outcome) -> {
			String current = now.outcomes().get(property);
			if (!outcome.equals(current)) {
				differences.add("'%s' was %s, and is %s now".formatted(property, outcome, current));
			}
		});
		if (!differences.isEmpty()) {
			throw new RegionConfigurationException(
					"This application was processed ahead of time (AOT) with other properties: %s."
						.formatted(String.join("; ", differences)),
					"Set these properties when the application is built, with any value, or start it without "
							+ "'spring.aot.enabled=true'. Beans that depend on them cannot change afterwards.");
		}
	}

}
