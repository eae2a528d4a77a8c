package io.regioncache.autoconfigure.interceptor;

import java.lang.annotation.Annotation;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.annotation.CacheDefaults;
import javax.cache.annotation.CacheInvocationContext;
import javax.cache.annotation.CacheMethodDetails;
import javax.cache.annotation.CachePut;
import javax.cache.annotation.CacheRemove;
import javax.cache.annotation.CacheRemoveAll;
import javax.cache.annotation.CacheResolver;
import javax.cache.annotation.CacheResolverFactory;
import javax.cache.annotation.CacheResult;
import javax.cache.annotation.CacheValue;

import io.regioncache.annotation.RegionCached;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.testkit.RedisExtension;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.target.SingletonTargetSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CachingConfigurer;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.cache.interceptor.SimpleCacheResolver;
import org.springframework.cache.support.CompositeCacheManager;
import org.springframework.cache.transaction.TransactionAwareCacheManagerProxy;
import org.springframework.context.annotation.AdviceMode;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Primary;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Annotations of JSR-107 are refused on the caches of a region, and on no others.
 */
class StandardAnnotationsTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class,
				RegionAnnotationsAutoConfiguration.class))
		.withUserConfiguration(Caching.class)
		.withPropertyValues("regions.endpoints.here.url=" + redis.server().url());

	private final ApplicationContextRunner woven = withWay(Woven.class);

	private static ApplicationContextRunner withWay(Class<?> way) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class,
					RegionAnnotationsAutoConfiguration.class))
			.withUserConfiguration(way)
			.withPropertyValues("regions.endpoints.here.url=" + redis.server().url());
	}

	@ParameterizedTest
	@ValueSource(classes = { Result.class, Put.class, Remove.class, RemoveAll.class, Implementation.class })
	void areRefused(Class<?> type) {
		this.contextRunner.withBean("shop", type).run((context) -> {
			assertThat(context).hasFailed();
			Throwable failure = context.getStartupFailure();
			assertThat(failure).isInstanceOf(UnsupportedAnnotationException.class)
				.hasMessageContaining("StandardAnnotationsTests$")
				.hasMessageContaining("(bean 'shop') would use a region cache");
			assertThat(new UnsupportedAnnotationFailureAnalyzer().analyze(failure).getAction())
				.startsWith("Replace it by @");
		});
	}

	@Test
	void theMessageNamesTheMethodAndWhatToWrite() {
		this.contextRunner.withBean("shop", Result.class)
			.run((context) -> assertThat(
					new UnsupportedAnnotationFailureAnalyzer().analyze(context.getStartupFailure()))
				.satisfies((analysis) -> {
					assertThat(analysis.getDescription())
						.startsWith("@CacheResult of javax.cache on " + Result.class.getName() + ".find (bean 'shop')");
					assertThat(analysis.getAction()).startsWith("Replace it by @RegionCached or @Cacheable, ");
				}));
	}

	@ParameterizedTest
	@ValueSource(classes = { Composite.class, Proxied.class, TransactionAware.class, ConfiguredManager.class,
			ConfiguredResolver.class })
	void areRefusedWhoeverFindsTheCache(Class<?> way) {
		withWay(way).withBean("shop", Result.class)
			.run((context) -> assertThat(context).getFailure().isInstanceOf(UnsupportedAnnotationException.class));
	}

	@ParameterizedTest
	@ValueSource(classes = { OtherResolver.class, OtherComposite.class, CallsOnly.class })
	void areLeftToOthersWhoFindAnotherCache(Class<?> way) {
		withWay(way).withBean("shop", Result.class).run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void areRefusedWhereAspectsAreWovenIn() {
		this.woven.withBean("shop", Result.class)
			.run((context) -> assertThat(context).getFailure().isInstanceOf(UnsupportedAnnotationException.class));
	}

	@Test
	void areRefusedOnObjectsThatWereRegisteredWhereAspectsAreWovenIn() {
		this.woven.withInitializer((context) -> context.getBeanFactory().registerSingleton("shop", new Result()))
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(UnsupportedAnnotationException.class)
				.hasMessageContaining("(bean 'shop')"));
	}

	@Test
	void areLeftAloneOnObjectsThatHaveNoProxy() {
		this.contextRunner
			.withInitializer((context) -> context.getBeanFactory().registerSingleton("shop", new Result()))
			.run((context) -> {
				Result shop = context.getBean(Result.class);
				assertThat(shop.find(1)).isNotEqualTo(shop.find(1));
			});
	}

	@Test
	void areLeftToAnotherCacheManager() {
		this.contextRunner.withBean("shop", Result.class).withBean(ConcurrentMapCacheManager.class).run((context) -> {
			Result shop = context.getBean(Result.class);
			assertThat(shop.find(1)).isEqualTo(shop.find(1));
		});
	}

	@ParameterizedTest
	@ValueSource(classes = { OwnFactory.class, OwnDefaults.class })
	void areLeftToAResolverOfTheApplication(Class<?> type) {
		this.contextRunner.withBean("shop", type).run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void areLookedForOnlyWhereSpringAppliesThem() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("javax.cache"))
			.withBean(Ours.class)
			.run((context) -> assertThat(context.getBean(Ours.class).find(1)).isEqualTo("1"));
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class,
					RegionAnnotationsAutoConfiguration.class))
			.withPropertyValues("regions.endpoints.here.url=" + redis.server().url())
			.withBean("shop", Result.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class Caching {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching(mode = AdviceMode.ASPECTJ)
	static class Woven {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class Composite {

		@Bean
		@Primary
		CacheManager composite(@Lazy @Qualifier("regionCacheManager") CacheManager manager) {
			return new CompositeCacheManager(new ConcurrentMapCacheManager("others"), manager);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class OtherComposite {

		@Bean
		@Primary
		CacheManager composite(@Lazy @Qualifier("regionCacheManager") CacheManager manager) {
			return new CompositeCacheManager(new ConcurrentMapCacheManager("products"), manager);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class Proxied {

		@Bean
		@Primary
		CacheManager proxied(@Lazy @Qualifier("regionCacheManager") CacheManager manager) {
			return ProxyFactory.getProxy(CacheManager.class, (MethodInterceptor) (call) -> {
				Object answer = call.getMethod().invoke(manager, call.getArguments());
				return (answer instanceof Cache cache)
						? ProxyFactory.getProxy(Cache.class, new SingletonTargetSource(cache)) : answer;
			});
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class TransactionAware {

		@Bean
		@Primary
		CacheManager transactionAware(@Lazy @Qualifier("regionCacheManager") CacheManager manager) {
			return new TransactionAwareCacheManagerProxy(manager);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class ConfiguredManager {

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
	@EnableCaching
	static class ConfiguredResolver {

		@Bean
		CacheManager local() {
			return new ConcurrentMapCacheManager();
		}

		@Bean
		CachingConfigurer configurer(@Lazy @Qualifier("regionCacheManager") CacheManager manager) {
			return resolving(new SimpleCacheResolver(manager));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class OtherResolver {

		@Bean
		CachingConfigurer configurer() {
			return resolving(new SimpleCacheResolver(new ConcurrentMapCacheManager()));
		}

	}

	/**
	 * A resolver that nobody can ask without a call.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class CallsOnly {

		@Bean
		CachingConfigurer configurer() {
			return resolving((context) -> {
				throw new IllegalStateException("no tenant");
			});
		}

	}

	private static CachingConfigurer resolving(org.springframework.cache.interceptor.CacheResolver resolver) {
		return new CachingConfigurer() {

			@Override
			public org.springframework.cache.interceptor.CacheResolver cacheResolver() {
				return resolver;
			}

		};
	}

	static class Result {

		private final AtomicInteger loads = new AtomicInteger();

		@CacheResult(cacheName = "products")
		public String find(long id) {
			return id + " loaded " + this.loads.incrementAndGet();
		}

	}

	static class Put {

		@CachePut(cacheName = "products")
		public void put(long id, @CacheValue String value) {
		}

	}

	static class Remove {

		@CacheRemove(cacheName = "products")
		public void remove(long id) {
		}

	}

	static class RemoveAll {

		@CacheRemoveAll(cacheName = "products")
		public void removeAll() {
		}

	}

	interface Contract {

		@CacheResult(cacheName = "products")
		String find(long id);

	}

	static class Implementation implements Contract {

		@Override
		public String find(long id) {
			return "found";
		}

	}

	static class OwnFactory {

		@CacheResult(cacheName = "products", cacheResolverFactory = Factory.class)
		public String find(long id) {
			return "found";
		}

	}

	@CacheDefaults(cacheName = "products", cacheResolverFactory = Factory.class)
	static class OwnDefaults {

		@CacheResult
		public String find(long id) {
			return "found";
		}

	}

	public static class Ours {

		@RegionCached(cacheNames = "products", key = "#id")
		public String find(long id) {
			return Long.toString(id);
		}

	}

	static final class Factory implements CacheResolverFactory {

		@Override
		public CacheResolver getCacheResolver(CacheMethodDetails<? extends Annotation> details) {
			return new Resolver();
		}

		@Override
		public CacheResolver getExceptionCacheResolver(CacheMethodDetails<CacheResult> details) {
			return new Resolver();
		}

	}

	static final class Resolver implements CacheResolver {

		@Override
		public <K, V> javax.cache.Cache<K, V> resolveCache(
				CacheInvocationContext<? extends Annotation> cacheInvocationContext) {
			throw new UnsupportedOperationException();
		}

	}

}
