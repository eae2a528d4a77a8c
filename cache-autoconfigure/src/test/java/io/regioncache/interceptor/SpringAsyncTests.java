package io.regioncache.interceptor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.regioncache.autoconfigure.interceptor.RegionAnnotationsAutoConfiguration;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.transaction.RegionTransactionsAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.store.RegionStore;
import io.regioncache.testkit.RedisExtension;
import org.aopalliance.aop.Advice;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.interceptor.AsyncExecutionInterceptor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The body of an {@code @Async} method with Spring's caching annotations runs on the
 * executor that it names.
 */
class SpringAsyncTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@Test
	void aLoadRunsOnTheExecutorOfTheApplication() {
		run(true, (shop) -> {
			assertThat(shop.find(1).join()).isEqualTo("mine- 1");
			assertThat(shop.find(1).join()).isEqualTo("mine- 1");
			assertThat(shop.synced(1).join()).isEqualTo("mine- 2");
			assertThat(shop.synced(1).join()).isEqualTo("mine- 2");
			assertThat(shop.named(1).join()).isEqualTo("other- 3");
			assertThat(shop.named(1).join()).isEqualTo("other- 3");
			assertThat(shop.nothing(1).join()).isNull();
			assertThat(shop.nothing(1).join()).isNull();
			assertThat(shop.loads()).isEqualTo(4);
		});
	}

	@Test
	void aPutAndAnEvictionRunOnTheExecutorOfTheApplication() {
		run(true, (shop) -> {
			assertThat(shop.put(1).join()).isEqualTo("mine- 1");
			assertThat(shop.find(1).join()).isEqualTo("mine- 1");
			assertThat(shop.evict(1).join()).isEqualTo("mine-");
			assertThat(shop.find(1).join()).isEqualTo("mine- 2");
		});
	}

	@Test
	void aFailureIsItsOwn() {
		run(true, (shop) -> {
			for (boolean sync : new boolean[] { false, true }) {
				assertThatExceptionOfType(ExecutionException.class)
					.isThrownBy(() -> (sync ? shop.failingSynced() : shop.failing()).get())
					.havingCause()
					.isInstanceOf(IOException.class)
					.withMessage("no");
			}
		});
	}

	@Test
	void whatWasLoadedBeforeAnInvalidationIsNotServed() {
		run(true, (shop) -> {
			shop.meanwhile(() -> shop.caches().getCache("async").evict(1));
			assertThat(shop.find(1).join()).isEqualTo("mine- 1");
			shop.meanwhile(() -> {
			});
			assertThat(shop.find(1).join()).isEqualTo("mine- 2");
		});
	}

	@Test
	void callsWithSyncShareALoad() {
		run(true, (shop) -> {
			CountDownLatch proceed = new CountDownLatch(1);
			shop.meanwhile(() -> await(proceed));
			List<CompletableFuture<String>> calls = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				calls.add(shop.synced(7));
			}
			Awaitility.await().until(() -> shop.loads() == 1);
			proceed.countDown();
			calls.forEach((call) -> assertThat(call.join()).isEqualTo("mine- 1"));
			assertThat(shop.loads()).isOne();
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void asyncIsOutsideCaching(boolean asyncFirst) {
		run(asyncFirst, (shop) -> {
			List<Class<? extends Advice>> advice = new ArrayList<>();
			for (Advisor advisor : ((Advised) shop).getAdvisors()) {
				advice.add(advisor.getAdvice().getClass());
			}
			assertThat(advice).hasSizeGreaterThan(1);
			assertThat(AsyncExecutionInterceptor.class).isAssignableFrom(advice.get(0));
			assertThat(advice).contains(LeasedCacheInterceptor.class);
			assertThat(shop.find(1).join()).isEqualTo("mine- 1");
			assertThat(shop.find(1).join()).isEqualTo("mine- 1");
		});
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void run(boolean asyncFirst, Consumer<Shop> test) {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, RegionsAutoConfiguration.class,
					RegionCacheAutoConfiguration.class, RegionAnnotationsAutoConfiguration.class,
					RegionTransactionsAutoConfiguration.class))
			.withUserConfiguration(asyncFirst ? List.of(Asynchronous.class, Caching.class).toArray(Class[]::new)
					: List.of(Caching.class, Asynchronous.class).toArray(Class[]::new))
			.withBean(Shop.class)
			.withPropertyValues("regions.endpoints.here.url=" + redis.server().url(), "regions.command-timeout=2s",
					"regions.connect-timeout=10s")
			.run((context) -> {
				Awaitility.await().until(context.getBean(RegionStore.class)::isAvailable);
				test.accept(context.getBean(Shop.class));
			});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching(proxyTargetClass = true)
	static class Caching {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync(proxyTargetClass = true)
	static class Asynchronous {

		@Bean
		Executor taskExecutor() {
			return new SimpleAsyncTaskExecutor("mine-");
		}

		@Bean
		Executor other() {
			return new SimpleAsyncTaskExecutor("other-");
		}

	}

	static class Shop {

		private final AtomicInteger loads = new AtomicInteger();

		private final RegionCacheManager caches;

		private volatile Runnable meanwhile = () -> {
		};

		Shop(RegionCacheManager caches) {
			this.caches = caches;
		}

		public RegionCacheManager caches() {
			return this.caches;
		}

		public int loads() {
			return this.loads.get();
		}

		public void meanwhile(Runnable meanwhile) {
			this.meanwhile = meanwhile;
		}

		private static String executor() {
			return Thread.currentThread().getName().replaceAll("\\d+$", "");
		}

		private CompletableFuture<String> load() {
			String value = executor() + " " + this.loads.incrementAndGet();
			this.meanwhile.run();
			return CompletableFuture.completedFuture(value);
		}

		@Async
		@Cacheable("async")
		public CompletableFuture<String> find(int id) {
			return load();
		}

		@Async
		@Cacheable(cacheNames = "synced", sync = true)
		public CompletableFuture<String> synced(int id) {
			return load();
		}

		@Async("other")
		@Cacheable("named")
		public CompletableFuture<String> named(int id) {
			return load();
		}

		@Async
		@Cacheable("nothing")
		public CompletableFuture<String> nothing(int id) {
			load();
			return CompletableFuture.completedFuture(null);
		}

		@Async
		@CachePut("async")
		public CompletableFuture<String> put(int id) {
			return load();
		}

		@Async
		@CacheEvict("async")
		public CompletableFuture<String> evict(int id) {
			return CompletableFuture.completedFuture(executor());
		}

		@Async
		@Cacheable("failing")
		public CompletableFuture<String> failing() {
			return CompletableFuture.failedFuture(new IOException("no"));
		}

		@Async
		@Cacheable(cacheNames = "failingSynced", sync = true)
		public CompletableFuture<String> failingSynced() {
			return CompletableFuture.failedFuture(new IOException("no"));
		}

	}

}
