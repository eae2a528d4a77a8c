package io.regioncache.autoconfigure;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.regioncache.annotation.Invalidates;
import io.regioncache.annotation.RateLimited;
import io.regioncache.annotation.RegionCached;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.interceptor.RegionAnnotationsAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.autoconfigure.transaction.RegionTransactionsAutoConfiguration;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.interceptor.RegionAnnotationAdvisor;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.interceptor.BeanFactoryCacheOperationSourceAdvisor;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * That annotations work in child contexts, or that it is said that they do not.
 */
@ExtendWith(OutputCaptureExtension.class)
class ChildContextTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private static final String NO_EFFECT = "The caching annotations of these beans have no effect: ";

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void annotationsWorkInBothWhereBothAreConfigured(boolean aspectj, CapturedOutput output) {
		run(parent(ConfiguredWithShop.class).child(ConfiguredWithShop.class), aspectj, (child) -> {
			assertWorks(child.getBean(Shop.class));
			assertWorks(child.getParent().getBean(Shop.class));
			assertThat(child.getBeanFactory().getBeanNamesForType(RegionCacheManager.class)).isEmpty();
			assertThat(child.getBean(RegionCacheManager.class))
				.isSameAs(child.getParent().getBean(RegionCacheManager.class));
			assertThat(output).doesNotContain(NO_EFFECT);
		});
	}

	@Test
	void siblingsShareTheCachesOfTheirParent(CapturedOutput output) {
		run(parent(Configured.class).child(ConfiguredWithShop.class)
			.web(WebApplicationType.NONE)
			.sibling(ConfiguredWithShop.class), false, (sibling) -> {
				assertWorks(sibling.getBean(Shop.class));
				assertThat(output).doesNotContain(NO_EFFECT);
			});
	}

	@Test
	void annotationsOfSpringWorkInAChildThatEnablesThem() {
		run(parent(Configured.class).child(Caching.class), false, (child) -> {
			Spring spring = child.getBean(Spring.class);
			assertThat(spring.find(1)).isOne();
			assertThat(spring.find(1)).isOne();
			spring.overtake(1);
			assertThat(spring.find(1)).as("loaded before an invalidation that has returned").isEqualTo(3);
			assertThat(child.getBean(BeanFactoryCacheOperationSourceAdvisor.class).getOrder())
				.isEqualTo(RegionAnnotationAdvisor.ORDER);
		});
	}

	@Test
	void aChildWithoutAutoConfigurationSaysThatTheyHaveNoEffect(CapturedOutput output) {
		run(parent(Configured.class).child(Shop.class), false, (child) -> assertThat(output).containsOnlyOnce(
				NO_EFFECT + "'childContextTests.Shop' (" + Shop.class.getName() + "). Their application context"));
	}

	@Test
	void aChildThatSpringBootHasNotMadeSaysSoToo(CapturedOutput output) {
		run(parent(Configured.class), false, (parent) -> {
			try (AnnotationConfigApplicationContext child = new AnnotationConfigApplicationContext()) {
				child.setParent(parent);
				child.register(Shop.class);
				child.refresh();
				assertThat(output).containsOnlyOnce(NO_EFFECT + "'childContextTests.Shop'");
			}
		});
	}

	@Test
	void aHierarchyThatSpringBootHasNotMadeSaysSoToo(CapturedOutput output) {
		try (AnnotationConfigApplicationContext parent = new AnnotationConfigApplicationContext();
				AnnotationConfigApplicationContext child = new AnnotationConfigApplicationContext()) {
			TestPropertyValues.of("regions.home=here", "regions.endpoints.here.url=" + redis.server().url())
				.applyTo(parent);
			parent.register(ConfiguredWithShop.class);
			parent.refresh();
			assertWorks(parent.getBean(Shop.class));
			assertThat(output).doesNotContain(NO_EFFECT);
			child.setParent(parent);
			child.register(Shop.class);
			child.refresh();
			assertThat(output).containsOnlyOnce(NO_EFFECT + "'childContextTests.Shop'");
		}
	}

	@Test
	void grandchildrenWorkOrSayThatTheyDoNot(CapturedOutput output) {
		run(parent(Configured.class).child(ConfiguredWithShop.class).child(Shop.class), false, (grandchild) -> {
			assertWorks(grandchild.getParent().getBean(Shop.class));
			assertThat(output).containsOnlyOnce(NO_EFFECT);
			((ConfigurableApplicationContext) grandchild.getParent().getParent()).close();
		});
	}

	@Test
	void anApplicationThatExcludesTheAutoConfigurationSaysSo(CapturedOutput output) {
		run(parent(Shop.class), false, (context) -> assertThat(output).containsOnlyOnce(NO_EFFECT));
	}

	@Test
	void rateLimitsThatHaveNoEffectAreNamedToo(CapturedOutput output) {
		run(parent(Configured.class).child(Limited.class), false,
				(child) -> assertThat(output).doesNotContain(NO_EFFECT)
					.containsOnlyOnce("The rate limits of these beans have no effect: 'childContextTests.Limited' ("
							+ Limited.class.getName() + "). Their application context"));
	}

	@Test
	void beansWithoutAnnotationsNeedNone(CapturedOutput output) {
		run(parent(Caching.class).child(Spring.class), false, (child) -> assertThat(output).doesNotContain(NO_EFFECT));
	}

	static void assertWorks(Shop shop) {
		int first = shop.find(1);
		assertThat(shop.find(1)).isEqualTo(first);
		shop.change(1);
		assertThat(shop.find(1)).isEqualTo(first + 1);
	}

	private static SpringApplicationBuilder parent(Class<?> source) {
		return new SpringApplicationBuilder(source).web(WebApplicationType.NONE)
			.properties("regions.home=here", "regions.endpoints.here.url=" + redis.server().url());
	}

	private static void run(SpringApplicationBuilder builder, boolean aspectj,
			Consumer<ConfigurableApplicationContext> test) {
		ConfigurableApplicationContext context = builder.web(WebApplicationType.NONE)
			.run("--spring.aop.auto=" + aspectj, "--spring.main.banner-mode=off", "--regions.command-timeout=10s");
		try (context; ConfigurableApplicationContext parent = (ConfigurableApplicationContext) context.getParent()) {
			test.accept(context);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ AopAutoConfiguration.class, RegionsAutoConfiguration.class,
			RegionCacheAutoConfiguration.class, RegionAnnotationsAutoConfiguration.class,
			RegionTransactionsAutoConfiguration.class })
	static class Configured {

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Configured.class, Shop.class })
	static class ConfiguredWithShop {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	@Import({ Configured.class, Spring.class })
	static class Caching {

	}

	static class Limited {

		@RateLimited("orders")
		public int find(int id) {
			return id;
		}

	}

	static class Shop {

		/** Of all contexts, which share the entries. */
		private static final AtomicInteger loads = new AtomicInteger();

		@RegionCached("childShop")
		public int find(int id) {
			return loads.incrementAndGet();
		}

		@Invalidates(cacheNames = "childShop")
		public void change(int id) {
		}

	}

	static class Spring {

		private final AtomicInteger loads = new AtomicInteger();

		private final RegionCacheManager caches;

		Spring(RegionCacheManager caches) {
			this.caches = caches;
		}

		@Cacheable("childSpring")
		public int find(int id) {
			return this.loads.incrementAndGet();
		}

		/**
		 * Loads while its key is invalidated, after that was evicted.
		 */
		@CacheEvict(cacheNames = "childSpring", beforeInvocation = true)
		@Cacheable("childSpring")
		public int overtake(int id) {
			int loaded = this.loads.incrementAndGet();
			this.caches.getCache("childSpring").evict(id);
			return loaded;
		}

	}

}
