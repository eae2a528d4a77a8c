package io.regioncache.autoconfigure.interceptor;

import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.cache.near.NearSettings.Share;
import io.regioncache.interceptor.KeylessMethods;
import io.regioncache.interceptor.RegionAnnotationAdvisor;
import io.regioncache.interceptor.SharedValues;
import io.regioncache.interceptor.WrittenMethods;
import io.regioncache.region.RegionThreads;

import org.springframework.aop.config.AopConfigUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.context.annotation.Role;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.util.function.SingletonSupplier;

/**
 * {@link AutoConfiguration Auto-configuration} for {@code @RegionCached},
 * {@code @RegionPut} and {@code @Invalidates}, with AspectJ or without.
 */
@AutoConfiguration(after = RegionCacheAutoConfiguration.class)
@Conditional(RegionAnnotationsAutoConfiguration.OnRegionCacheManager.class)
@Import(RegionAnnotationsAutoConfiguration.ProxyCreatorRegistrar.class)
public final class RegionAnnotationsAutoConfiguration {

	private static final String EXECUTOR = "regionCacheExecutor";

	/**
	 * One for each context: without AspectJ, proxies are made by the advisors of their
	 * own context only.
	 */
	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static RegionAnnotationAdvisor regionAnnotationAdvisor(ConfigurableListableBeanFactory beanFactory,
			KeylessMethods keyless, SharedValues shared, WrittenMethods written) {
		// An advisor is created before most beans; what it needs must not be.
		Supplier<RegionCacheManager> manager = SingletonSupplier
			.of(() -> beanFactory.getBean(RegionCacheManager.class));
		return new RegionAnnotationAdvisor(beanFactory, manager, executor(beanFactory), keyless, shared, written);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static AuthorizationOrderPostProcessor regionAuthorizationOrderPostProcessor() {
		return new AuthorizationOrderPostProcessor();
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static CachedBeansCheck regionCachedBeansCheck(ConfigurableListableBeanFactory beanFactory,
			KeylessMethods keyless) {
		return new CachedBeansCheck(beanFactory, keyless);
	}

	/**
	 * One for a hierarchy of contexts, which shares the caches.
	 */
	@Bean
	@ConditionalOnMissingBean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static KeylessMethods regionKeylessMethods() {
		return new KeylessMethods();
	}

	/**
	 * One for a hierarchy of contexts as well.
	 */
	@Bean
	@ConditionalOnMissingBean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static SharedValues regionSharedValues() {
		return new SharedValues();
	}

	/**
	 * One for a hierarchy of contexts as well.
	 */
	@Bean
	@ConditionalOnMissingBean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static WrittenMethods regionWrittenMethods() {
		return new WrittenMethods();
	}

	/**
	 * Checks against the caches what was collected of methods.
	 */
	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static SmartInitializingSingleton regionCachedMethodsCheck(ConfigurableListableBeanFactory beanFactory,
			SharedValues shared, WrittenMethods written) {
		return () -> {
			for (String name : beanFactory.getBeanNamesForType(RegionCacheManager.class, true, false)) {
				if (beanFactory.containsSingleton(name)) {
					RegionCacheManager manager = beanFactory.getBean(name, RegionCacheManager.class);
					written.require(manager::isWrittenBehind);
					shared.require((cache) -> manager.settings(cache).near().isOn()
							&& manager.settings(cache).near().share() == Share.REQUIRED);
				}
			}
		};
	}

	/**
	 * Also where no {@code SpringApplication} has made the contexts.
	 */
	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static UnappliedAnnotationsListener regionUnappliedAnnotationsListener() {
		return new UnappliedAnnotationsListener();
	}

	/**
	 * Return the executor of loads, which is asked for when it is needed.
	 */
	public static Executor executor(BeanFactory beanFactory) {
		Supplier<Executor> executor = SingletonSupplier
			.of(() -> beanFactory.containsBean(EXECUTOR) ? beanFactory.getBean(EXECUTOR, Executor.class)
					: new SimpleAsyncTaskExecutor(RegionThreads.numbered("region-cache-load-")));
		return (task) -> executor.get().execute(task);
	}

	/**
	 * By name as well: beside a cache manager of the application ours is no default
	 * candidate, which conditions on types do not see.
	 */
	public static final class OnRegionCacheManager extends AnyNestedCondition {

		OnRegionCacheManager() {
			super(ConfigurationPhase.REGISTER_BEAN);
		}

		@ConditionalOnBean(RegionCacheManager.class)
		static final class ByType {

		}

		@ConditionalOnBean(name = "regionCacheManager")
		static final class ByName {

		}

	}

	/**
	 * Sees to it that advisors of infrastructure are applied even where nothing else asks
	 * for it.
	 */
	public static final class ProxyCreatorRegistrar implements ImportBeanDefinitionRegistrar {

		@Override
		public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
			AopConfigUtils.registerAutoProxyCreatorIfNecessary(registry);
		}

	}

}
