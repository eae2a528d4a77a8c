package io.regioncache.interceptor;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.regioncache.autoconfigure.interceptor.RegionAnnotationsAutoConfiguration;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.transaction.RegionTransactionsAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.aop.MethodMatcher;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CacheConfig;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.CachingConfigurer;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.cache.interceptor.SimpleCacheResolver;
import org.springframework.cache.support.CompositeCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Primary;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * That Spring's own annotations keep the promises also where they, or the application,
 * name the cache manager or a resolver.
 */
class NamedCacheManagerTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	@ParameterizedTest
	@ValueSource(classes = { ByManager.class, ByConfig.class, ByResolver.class, ByConfigurer.class, ByComposite.class })
	void aValueIsReadByAnotherProcessAsTheDeclaredType(Class<? extends Shop> way) {
		run(way, (first) -> {
			first.find(1);
			run(way, (second) -> {
				assertThat(second.find(1)).isEqualTo(new Product(1, 1));
				assertThat(second.loads()).isZero();
			});
		});
	}

	@ParameterizedTest
	@ValueSource(classes = { ByManager.class, ByConfig.class, ByResolver.class, ByConfigurer.class, ByComposite.class })
	void whatWasLoadedBeforeAnInvalidationIsNotStored(Class<? extends Shop> way) {
		run(way, (shop) -> {
			shop.whileLoading(() -> shop.manager().getCache("products").evict(2L));
			shop.find(2);
			shop.whileLoading(() -> {
			});
			assertThat(shop.find(2)).isEqualTo(new Product(2, 2));
		});
	}

	@ParameterizedTest
	@ValueSource(classes = { ByManager.class, ByConfig.class, ByResolver.class, ByConfigurer.class, ByComposite.class })
	void aPutThatAnInvalidationHasOvertakenIsNotStored(Class<? extends Shop> way) {
		run(way, (shop) -> {
			shop.whileLoading(() -> shop.manager().getCache("products").clear());
			shop.replace(3);
			shop.whileLoading(() -> {
			});
			assertThat(shop.find(3)).isEqualTo(new Product(3, 2));
			shop.replace(3);
			assertThat(shop.find(3)).isEqualTo(new Product(3, 3));
		});
	}

	@Test
	void cachesOfTheApplicationAreLeftAlone() {
		runner(Local.class).run((context) -> {
			context.getBean(Local.class).find(1);
			assertThat(context.getBean("local", CacheManager.class).getCache("products").get(1L)).isNotNull();
			assertThat(context.getBean("regionCacheManager", CacheManager.class).getCacheNames()).isEmpty();
		});
	}

	@Test
	void publishersBeginWithTheirSubscriptionWhereTheCacheIsOurs() {
		runner(Local.class).run((context) -> {
			MethodMatcher matcher = context.getBean(ReactiveCacheAdvisor.class).getPointcut().getMethodMatcher();
			assertThat(matcher.matches(Local.class.getMethod("ours"), Local.class)).isTrue();
			assertThat(matcher.matches(Local.class.getMethod("theirs"), Local.class)).isFalse();
		});
	}

	private static void run(Class<? extends Shop> way, Consumer<Shop> test) {
		runner(way).run((context) -> {
			assertThat(context).hasNotFailed();
			test.accept(context.getBean(Shop.class));
		});
	}

	private static ApplicationContextRunner runner(Class<?> way) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class,
					RegionAnnotationsAutoConfiguration.class, RegionTransactionsAutoConfiguration.class))
			.withUserConfiguration(application(way))
			.withBean(way)
			.withPropertyValues("regions.endpoints.here.url=" + redis.server().url(), "regions.command-timeout=10s",
					"regions.connect-timeout=10s",
					"regions.key-prefix=" + way.getSimpleName().toLowerCase(Locale.ROOT));
	}

	private static Class<?> application(Class<?> way) {
		if (way == ByComposite.class) {
			return CompositeApplication.class;
		}
		return (way == ByConfigurer.class) ? ConfigurerApplication.class : Application.class;
	}

	record Product(long id, int version) {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching(proxyTargetClass = true)
	static class Application {

		@Bean
		CacheManager local() {
			return new ConcurrentMapCacheManager();
		}

		@Bean
		CacheResolver mine(@Lazy @Qualifier("regionCacheManager") CacheManager manager) {
			return (context) -> new SimpleCacheResolver(manager).resolveCaches(context);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching(proxyTargetClass = true)
	static class ConfigurerApplication {

		@Bean
		CacheManager local() {
			return new ConcurrentMapCacheManager();
		}

		@Bean
		CachingConfigurer configurer(@Lazy @Qualifier("regionCacheManager") CacheManager manager) {
			return new CachingConfigurer() {

				@Override
				public CacheManager cacheManager() {
					return manager;
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching(proxyTargetClass = true)
	static class CompositeApplication {

		@Bean
		@Primary
		CompositeCacheManager composite(@Lazy @Qualifier("regionCacheManager") CacheManager manager) {
			return new CompositeCacheManager(new ConcurrentMapCacheManager("others"), manager);
		}

	}

	static class ByManager extends Shop {

		ByManager(@Qualifier("regionCacheManager") RegionCacheManager manager) {
			super(manager);
		}

		@Cacheable(cacheNames = "products", cacheManager = "regionCacheManager")
		@Override
		public Product find(long id) {
			return load(id);
		}

		@CachePut(cacheNames = "products", cacheManager = "regionCacheManager")
		@Override
		public Product replace(long id) {
			return load(id);
		}

	}

	@CacheConfig(cacheNames = "products", cacheManager = "regionCacheManager")
	static class ByConfig extends Shop {

		ByConfig(@Qualifier("regionCacheManager") RegionCacheManager manager) {
			super(manager);
		}

		@Cacheable
		@Override
		public Product find(long id) {
			return load(id);
		}

		@CachePut
		@Override
		public Product replace(long id) {
			return load(id);
		}

	}

	static class ByResolver extends Shop {

		ByResolver(@Qualifier("regionCacheManager") RegionCacheManager manager) {
			super(manager);
		}

		@Cacheable(cacheNames = "products", cacheResolver = "mine")
		@Override
		public Product find(long id) {
			return load(id);
		}

		@CachePut(cacheNames = "products", cacheResolver = "mine")
		@Override
		public Product replace(long id) {
			return load(id);
		}

	}

	static class ByConfigurer extends Shop {

		ByConfigurer(@Qualifier("regionCacheManager") RegionCacheManager manager) {
			super(manager);
		}

		@Cacheable("products")
		@Override
		public Product find(long id) {
			return load(id);
		}

		@CachePut("products")
		@Override
		public Product replace(long id) {
			return load(id);
		}

	}

	static class ByComposite extends ByConfigurer {

		ByComposite(@Qualifier("regionCacheManager") RegionCacheManager manager) {
			super(manager);
		}

	}

	static class Local {

		@Cacheable("products")
		public Product find(long id) {
			return new Product(id, 1);
		}

		@Cacheable(cacheNames = "products", cacheManager = "regionCacheManager")
		public Mono<Product> ours() {
			return Mono.empty();
		}

		@Cacheable("products")
		public Mono<Product> theirs() {
			return Mono.empty();
		}

	}

	abstract static class Shop {

		private final RegionCacheManager manager;

		private final AtomicInteger loads = new AtomicInteger();

		private volatile Runnable meanwhile = () -> {
		};

		Shop(RegionCacheManager manager) {
			this.manager = manager;
		}

		public RegionCacheManager manager() {
			return this.manager;
		}

		public int loads() {
			return this.loads.get();
		}

		public void whileLoading(Runnable meanwhile) {
			this.meanwhile = meanwhile;
		}

		Product load(long id) {
			int version = this.loads.incrementAndGet();
			this.meanwhile.run();
			return new Product(id, version);
		}

		public abstract Product find(long id);

		public abstract Product replace(long id);

	}

}
