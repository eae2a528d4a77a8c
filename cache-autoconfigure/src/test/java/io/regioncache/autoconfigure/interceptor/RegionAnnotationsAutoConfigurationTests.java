package io.regioncache.autoconfigure.interceptor;

import io.regioncache.annotation.Invalidates;
import io.regioncache.annotation.RegionCached;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.interceptor.InvalidRegionAnnotationException;
import io.regioncache.interceptor.KeylessMethods;
import io.regioncache.interceptor.RegionAnnotationAdvisor;
import io.regioncache.interceptor.SharedValues;
import io.regioncache.interceptor.WrittenMethods;
import org.junit.jupiter.api.Test;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.CacheManager;
import org.springframework.cache.support.NoOpCacheManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When annotations are applied, and how a wrong one stops the start.
 */
class RegionAnnotationsAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(PropertyPlaceholderAutoConfiguration.class, RegionAnnotationsAutoConfiguration.class));

	private final ApplicationContextRunner withCaches = this.runner.withBean("regionCacheManager",
			RegionCacheManager.class, RegionAnnotationsAutoConfigurationTests::unwanted,
			(definition) -> definition.setLazyInit(true));

	@Test
	void backsOffWithoutCaches() {
		this.runner.withBean(Shop.class).run((context) -> {
			assertThat(context).doesNotHaveBean(RegionAnnotationAdvisor.class);
			assertThat(AopUtils.isAopProxy(context.getBean(Shop.class))).isFalse();
		});
	}

	@Test
	void backsOffBeforeAnotherAdvisor() {
		this.withCaches
			.withBean("mine", RegionAnnotationAdvisor.class,
					() -> new RegionAnnotationAdvisor(
							new org.springframework.beans.factory.support.DefaultListableBeanFactory(),
							RegionAnnotationsAutoConfigurationTests::unwanted, Runnable::run, new KeylessMethods(),
							new SharedValues(), new WrittenMethods()))
			.run((context) -> assertThat(context).hasSingleBean(RegionAnnotationAdvisor.class).hasBean("mine"));
	}

	@Test
	void createsNoCacheBeforeTheFirstCall() {
		this.withCaches.withPropertyValues("shop.ttl=10s").withBean(Shop.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(AopUtils.isAopProxy(context.getBean(Shop.class))).isTrue();
			assertThat(context.getBeanFactory().getBeanDefinition("regionAnnotationAdvisor").getRole())
				.isEqualTo(BeanDefinition.ROLE_INFRASTRUCTURE);
		});
	}

	@Test
	void worksBesideTheCacheManagerOfTheApplication() {
		this.runner.withPropertyValues("shop.ttl=10s")
			.withBean(CacheManager.class, NoOpCacheManager::new)
			.withBean("regionCacheManager", RegionCacheManager.class, RegionAnnotationsAutoConfigurationTests::unwanted,
					(definition) -> {
						definition.setLazyInit(true);
						((AbstractBeanDefinition) definition).setDefaultCandidate(false);
					})
			.withBean(Shop.class)
			.run((context) -> assertThat(AopUtils.isAopProxy(context.getBean(Shop.class))).isTrue());
	}

	@Test
	void aWrongAnnotationStopsTheStart() {
		this.withCaches.withPropertyValues("shop.ttl=ten").withBean(Shop.class).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).rootCause().isInstanceOf(IllegalArgumentException.class);
			assertThat(context.getStartupFailure()).hasCauseInstanceOf(InvalidRegionAnnotationException.class);
			FailureAnalysis analysis = new InvalidRegionAnnotationFailureAnalyzer()
				.analyze(context.getStartupFailure());
			assertThat(analysis).isNotNull();
			assertThat(analysis.getDescription()).isEqualTo("@RegionCached on " + Shop.class.getName()
					+ ".find: ttl = \"${shop.ttl}\" resolves to \"ten\", which is not a duration.");
			assertThat(analysis.getAction()).isEqualTo("Write it as in 30s, 30m or PT30M.");
		});
	}

	@Test
	void aWrongAnnotationOnAMethodThatIsNotTheFirstStopsTheStartThroughAnInterfaceProxy() {
		this.withCaches.withBean(SecondWrong.class).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).hasCauseInstanceOf(InvalidRegionAnnotationException.class)
				.hasMessageContaining(SecondWrong.class.getName()
						+ ".second: the annotation names nothing to invalidate. Set tags, or cacheNames with key, keys or allEntries.");
		});
	}

	private static RegionCacheManager unwanted() {
		throw new IllegalStateException("Nobody has called an annotated method");
	}

	static class Shop {

		@RegionCached(cacheNames = "products", ttl = "${shop.ttl}")
		public String find(long id) {
			return "";
		}

	}

	interface Two {

		String first(long id);

		void second();

	}

	static class SecondWrong implements Two {

		@Override
		@RegionCached("products")
		public String first(long id) {
			return "";
		}

		@Override
		@Invalidates
		public void second() {
		}

	}

}
