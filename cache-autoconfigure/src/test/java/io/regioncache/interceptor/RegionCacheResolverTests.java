package io.regioncache.interceptor;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.regioncache.autoconfigure.interceptor.RegionAnnotationsAutoConfiguration;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.util.AopTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RegionCacheResolver}.
 */
class RegionCacheResolverTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class,
				RegionAnnotationsAutoConfiguration.class))
		.withUserConfiguration(Application.class)
		.withPropertyValues("regions.endpoints.eu-west-1.url=" + redis.server().url(), "regions.command-timeout=10s",
				"regions.connect-timeout=10s");

	@Test
	void bindsValuesToTheDeclaredReturnType() {
		this.runner.run((context) -> {
			Catalog catalog = context.getBean(Catalog.class);
			Catalog target = AopTestUtils.getUltimateTargetObject(catalog);
			assertThat(catalog.find(1)).isEqualTo(List.of(new Product(1, "one")));
			assertThat(catalog.find(1)).isEqualTo(List.of(new Product(1, "one")));
			assertThat(target.loads).hasValue(1);
		});
	}

	@Test
	void doesNotStoreWhatWasLoadedBeforeAnInvalidation() {
		this.runner.run((context) -> {
			Catalog catalog = context.getBean(Catalog.class);
			Catalog target = AopTestUtils.getUltimateTargetObject(catalog);
			ExecutorService executor = Executors.newSingleThreadExecutor();
			Future<List<Product>> slow = executor.submit(() -> catalog.findSlowly(2));
			assertThat(target.entered.await(10, TimeUnit.SECONDS)).isTrue();
			context.getBean(CacheManager.class).getCache("products").evict(2L);
			target.proceed.countDown();
			assertThat(slow.get(10, TimeUnit.SECONDS)).hasSize(1);
			catalog.find(2);
			assertThat(target.loads).as("the late value was not served").hasValue(2);
			executor.shutdown();
		});
	}

	@Test
	void doesNotStoreAPutThatAnInvalidationHasOvertaken() {
		this.runner.run((context) -> {
			Catalog catalog = context.getBean(Catalog.class);
			Catalog target = AopTestUtils.getUltimateTargetObject(catalog);
			target.meanwhile = () -> context.getBean(CacheManager.class).getCache("products").clear();
			catalog.replace(3);
			catalog.find(3);
			assertThat(target.loads).as("the put was dropped").hasValue(1);
			target.meanwhile = () -> {
			};
			catalog.replace(3);
			catalog.find(3);
			assertThat(target.loads).as("the put was stored").hasValue(1);
		});
	}

	@Test
	void bindsWhatAGenericMethodReturnsToTheTypeOfTheClassThatInheritsIt() {
		this.runner.run((context) -> {
			assertThat(context.getBean(ProductShelf.class).find(4)).isEqualTo(new Product(4, "four"));
			assertThat(context.getBean(ProductShelf.class).find(4)).isExactlyInstanceOf(Product.class);
			assertThat(context.getBean(ProductShelf.class).all(4)).isEqualTo(List.of(new Product(4, "four")));
			assertThat(context.getBean(ProductShelf.class).all(4)).isEqualTo(List.of(new Product(4, "four")));
			assertThat(context.getBean(ProductShelf.class).firstOf(4)).isEqualTo(List.of(new Product(4, "four")));
			assertThat(context.getBean(ProductShelf.class).firstOf(4)).isEqualTo(List.of(new Product(4, "four")));
			ProductShelf target = AopTestUtils.getUltimateTargetObject(context.getBean(ProductShelf.class));
			assertThat(target.loads).as("each one once").hasValue(3);
		});
	}

	@Test
	void bindsWhatAGenericMethodOfAnInterfaceReturns() {
		this.runner.run((context) -> {
			Finder<?> finder = context.getBean("finder", Finder.class);
			assertThat(AopUtils.isJdkDynamicProxy(finder)).isTrue();
			assertThat(finder.find(5)).isEqualTo(List.of(new Product(5, "five")));
			assertThat(finder.find(5)).isEqualTo(List.of(new Product(5, "five")));
			ProductFinder target = AopTestUtils.getUltimateTargetObject(finder);
			assertThat(target.loads).hasValue(1);
		});
	}

	record Product(long id, String name) {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class Application {

		@Bean
		Catalog catalog() {
			return new Catalog();
		}

		@Bean
		ProductShelf shelf() {
			return new ProductShelf();
		}

		@Bean
		Finder<Product> finder() {
			return new ProductFinder();
		}

	}

	abstract static class Shelf<T> {

		final AtomicInteger loads = new AtomicInteger();

		@Cacheable("shelves")
		public T find(long id) {
			this.loads.incrementAndGet();
			return load(id);
		}

		@Cacheable("lists")
		public List<T> all(long id) {
			this.loads.incrementAndGet();
			return List.of(load(id));
		}

		@Cacheable(cacheNames = "firsts", sync = true)
		public List<T> firstOf(long id) {
			this.loads.incrementAndGet();
			return List.of(load(id));
		}

		abstract T load(long id);

	}

	static class ProductShelf extends Shelf<Product> {

		@Override
		Product load(long id) {
			return new Product(id, "four");
		}

	}

	interface Finder<T> {

		@Cacheable("found")
		List<T> find(long id);

	}

	static final class ProductFinder implements Finder<Product> {

		final AtomicInteger loads = new AtomicInteger();

		@Override
		public List<Product> find(long id) {
			this.loads.incrementAndGet();
			return List.of(new Product(id, "five"));
		}

	}

	static class Catalog {

		final AtomicInteger loads = new AtomicInteger();

		final CountDownLatch entered = new CountDownLatch(1);

		final CountDownLatch proceed = new CountDownLatch(1);

		Runnable meanwhile = () -> {
		};

		@Cacheable("products")
		public List<Product> find(long id) {
			this.loads.incrementAndGet();
			return List.of(new Product(id, "one"));
		}

		@Cacheable("products")
		public List<Product> findSlowly(long id) throws InterruptedException {
			this.loads.incrementAndGet();
			this.entered.countDown();
			this.proceed.await(10, TimeUnit.SECONDS);
			return List.of(new Product(id, "slow"));
		}

		@CachePut("products")
		public List<Product> replace(long id) {
			this.meanwhile.run();
			return List.of(new Product(id, "put"));
		}

	}

}
