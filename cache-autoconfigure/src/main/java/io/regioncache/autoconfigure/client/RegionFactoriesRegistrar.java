package io.regioncache.autoconfigure.client;

import java.util.List;

import io.regioncache.autoconfigure.endpoint.RegionEndpoints;
import io.regioncache.region.Region;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Registers a connection factory for each region, qualified by the region's name and no
 * candidate where no region is asked for, so the application's own Redis is undisturbed.
 * <p>
 * It binds properties, so it must come after the placeholder configurer of the
 * application, and so it neither is ordered nor processes the registry.
 */
public final class RegionFactoriesRegistrar implements BeanFactoryPostProcessor {

	private final String factoriesBeanName;

	public RegionFactoriesRegistrar(String factoriesBeanName) {
		this.factoriesBeanName = factoriesBeanName;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		BeanDefinitionRegistry registry = (BeanDefinitionRegistry) beanFactory;
		List<Region> regions = beanFactory.getBean(RegionEndpoints.class).regions();
		removeOthers(registry, regions.stream().map(RegionConnectionFactories::beanName).toList());
		for (Region region : regions) {
			String beanName = RegionConnectionFactories.beanName(region);
			// after ahead-of-time processing the definition is there already
			if (!registry.containsBeanDefinition(beanName)) {
				registry.registerBeanDefinition(beanName, definition(region));
			}
		}
	}

	/**
	 * The application may have been processed ahead of time with other regions.
	 */
	private static void removeOthers(BeanDefinitionRegistry registry, List<String> wanted) {
		for (String name : registry.getBeanDefinitionNames()) {
			if (RegionConnectionFactories.isBeanName(name) && !wanted.contains(name)
					&& registry.getBeanDefinition(name) instanceof AbstractBeanDefinition definition
					&& !definition.isDefaultCandidate() && definition.hasQualifier(Qualifier.class.getName())) {
				registry.removeBeanDefinition(name);
			}
		}
	}

	private BeanDefinition definition(Region region) {
		RootBeanDefinition definition = new RootBeanDefinition();
		definition.setTargetType(LettuceConnectionFactory.class);
		definition.setFactoryBeanName(this.factoriesBeanName);
		definition.setFactoryMethodName("create");
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, region.name());
		definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, region.name()));
		definition.setDefaultCandidate(false);
		definition.setDescription("Redis of the region " + region);
		return definition;
	}

}
