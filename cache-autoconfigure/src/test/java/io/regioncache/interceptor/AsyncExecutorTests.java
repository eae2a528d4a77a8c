package io.regioncache.interceptor;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.regioncache.annotation.Invalidates;
import io.regioncache.annotation.RegionCached;
import io.regioncache.annotation.RegionPut;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The body of an {@code @Async} method runs on the executor that it names.
 */
class AsyncExecutorTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@RegisterExtension
	final RegionCaches caches = new RegionCaches(redis);

	@Test
	void aLoadRunsOnTheExecutorOfTheApplication() {
		run((shop) -> {
			assertThat(shop.find(1).join()).isEqualTo("mine- 1");
			assertThat(shop.find(1).join()).isEqualTo("mine- 1");
			assertThat(shop.named(1).join()).isEqualTo("other- 2");
			assertThat(shop.named(1).join()).isEqualTo("other- 2");
		});
	}

	@Test
	void aPutRunsOnTheExecutorOfTheApplication() {
		run((shop) -> {
			assertThat(shop.put(1).join()).isEqualTo("mine- 1");
			assertThat(shop.find(1).join()).isEqualTo("mine- 1");
		});
	}

	@Test
	void anInvalidationRunsOnTheExecutorOfTheApplicationAndFollowsTheBody() {
		run((shop) -> {
			shop.find(1).join();
			assertThat(shop.change().join()).isEqualTo("mine-");
			assertThat(shop.find(1).join()).isEqualTo("mine- 2");
			shop.changeAndReturnNothing();
			await().untilAsserted(() -> assertThat(shop.find(1).join()).isEqualTo("mine- 3"));
		});
	}

	@Test
	void aFailureIsItsOwn() {
		run((shop) -> assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> shop.failing().get())
			.havingCause()
			.isInstanceOf(IOException.class));
	}

	private void run(Consumer<Shop> test) {
		this.caches.runner()
			.withUserConfiguration(Executors.class)
			.withBean(Shop.class)
			.run((context) -> test.accept(context.getBean(Shop.class)));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	static class Executors {

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

		private static String executor() {
			return Thread.currentThread().getName().replaceAll("\\d+$", "");
		}

		private CompletableFuture<String> load() {
			return CompletableFuture.completedFuture(executor() + " " + this.loads.incrementAndGet());
		}

		@Async
		@RegionCached(cacheNames = "async", key = "#id", tags = "async")
		public CompletableFuture<String> find(int id) {
			return load();
		}

		@Async("other")
		@RegionCached(cacheNames = "named", key = "#id")
		public CompletableFuture<String> named(int id) {
			return load();
		}

		@Async
		@RegionPut(cacheNames = "async", key = "#id")
		public CompletableFuture<String> put(int id) {
			return load();
		}

		@Async
		@Invalidates(tags = "async")
		public CompletableFuture<String> change() {
			return CompletableFuture.completedFuture(executor());
		}

		@Async
		@Invalidates(tags = "async")
		public void changeAndReturnNothing() {
		}

		@Async
		@RegionCached("failing")
		public CompletableFuture<String> failing() {
			return CompletableFuture.failedFuture(new IOException("no"));
		}

	}

}
