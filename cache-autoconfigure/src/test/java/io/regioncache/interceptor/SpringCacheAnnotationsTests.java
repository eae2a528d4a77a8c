package io.regioncache.interceptor;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.regioncache.autoconfigure.interceptor.RegionAnnotationsAutoConfiguration;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.testkit.RedisExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.Caching;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * That Spring's own caching annotations mean on a region what they mean elsewhere.
 */
class SpringCacheAnnotationsTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@Test
	void cacheableLooksFirst() {
		run((shop) -> {
			assertThat(shop.find(1)).isEqualTo(new Product(1, 1));
			assertThat(shop.find(1)).isEqualTo(new Product(1, 1));
			assertThat(shop.find(2)).isEqualTo(new Product(2, 2));
			assertThat(shop.maybe(1)).contains(new Product(1, 1));
			assertThat(shop.find(0)).isNull();
			assertThat(shop.find(0)).isNull();
			assertThat(shop.maybe(0)).isEmpty();
			assertThat(shop.loads()).isEqualTo(3);
		});
	}

	@Test
	void conditionAndUnlessHold() {
		run((shop) -> {
			shop.selected(-1);
			shop.selected(-1);
			assertThat(shop.loads()).isEqualTo(2);
			shop.selected(3);
			shop.selected(3);
			assertThat(shop.loads()).isEqualTo(4);
			shop.selected(4);
			shop.selected(4);
			assertThat(shop.loads()).isEqualTo(5);
		});
	}

	@Test
	void cachePutIsReadNext() {
		run((shop) -> {
			shop.find(1);
			assertThat(shop.put(1).version()).isEqualTo(2);
			assertThat(shop.find(1)).isEqualTo(new Product(1, 2));
		});
	}

	@Test
	void cacheEvictRemovesAKeyOrAll() {
		run((shop) -> {
			shop.find(1);
			shop.find(2);
			shop.evict(1);
			assertThat(shop.find(1).version()).isEqualTo(3);
			assertThat(shop.find(2).version()).isEqualTo(2);
			shop.evictAll();
			assertThat(shop.find(2).version()).isEqualTo(4);
		});
	}

	@Test
	void cacheEvictHappensOnSuccessOrBeforeTheCall() {
		run((shop) -> {
			shop.find(1);
			assertThatIllegalStateException().isThrownBy(() -> shop.failingEvict(1));
			assertThat(shop.find(1).version()).isOne();
			assertThatIllegalStateException().isThrownBy(() -> shop.evictFirst(1));
			assertThat(shop.find(1).version()).isEqualTo(2);
		});
	}

	@Test
	void cachingGroupsOperations() {
		run((shop) -> {
			shop.find(1);
			shop.find(2);
			Product moved = shop.move(1, 2);
			assertThat(shop.find(2)).isEqualTo(moved);
			assertThat(shop.find(1).version()).isEqualTo(4);
		});
	}

	@Test
	void syncMeansOneLoad() throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(16);
		try {
			run((shop) -> {
				CountDownLatch start = new CountDownLatch(1);
				List<Future<Product>> answers = IntStream.range(0, 16).mapToObj((i) -> executor.submit(() -> {
					start.await();
					return shop.synchronizedFind(1);
				})).toList();
				start.countDown();
				assertThat(answers).allSatisfy((answer) -> assertThat(answer.get()).isEqualTo(new Product(1, 1)));
				assertThat(shop.loads()).isOne();
				assertThatIllegalStateException().isThrownBy(() -> shop.synchronizedFind(-1)).withMessage("negative");
			});
		}
		finally {
			executor.shutdownNow();
		}
	}

	@Test
	void futuresAreCachedByTheirValue() {
		run((shop) -> {
			assertThat(shop.future(1).join()).isEqualTo(new Product(1, 1));
			assertThat(shop.future(1).join()).isEqualTo(new Product(1, 1));
			assertThat(shop.synchronizedFuture(1).join()).isEqualTo(new Product(1, 1));
			assertThat(shop.future(0).join()).isNull();
			assertThat(shop.future(0).join()).isNull();
			assertThat(shop.loads()).isEqualTo(2);
			shop.evictLater(1).join();
			assertThat(shop.future(1).join()).isEqualTo(new Product(1, 3));
		});
	}

	@Test
	void publishersAreCachedByTheirValues() {
		run((shop) -> {
			assertThat(shop.mono(1).block()).isEqualTo(new Product(1, 1));
			assertThat(shop.mono(1).block()).isEqualTo(new Product(1, 1));
			assertThat(shop.loads()).isOne();
			assertThat(shop.flux(2).collectList().block()).containsExactly(new Product(0, 2), new Product(1, 2));
			assertThat(shop.flux(2).collectList().block()).containsExactly(new Product(0, 2), new Product(1, 2));
			assertThat(shop.loads()).isEqualTo(2);
		});
	}

	private void run(Consumer<Shop> test) {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class,
					RegionAnnotationsAutoConfiguration.class))
			.withUserConfiguration(Application.class)
			.withPropertyValues("regions.endpoints.here.url=" + redis.server().url(), "regions.command-timeout=2s",
					"regions.connect-timeout=10s")
			.run((context) -> test.accept(context.getBean(Shop.class)));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching(proxyTargetClass = true)
	@Import(Shop.class)
	static class Application {

	}

	record Product(long id, int version) {
	}

	static class Shop {

		private final AtomicInteger loads = new AtomicInteger();

		int loads() {
			return this.loads.get();
		}

		private @Nullable Product load(long id) {
			int version = this.loads.incrementAndGet();
			return (id != 0) ? new Product(id, version) : null;
		}

		@Cacheable(cacheNames = "products", key = "#id")
		public @Nullable Product find(long id) {
			return load(id);
		}

		@Cacheable(cacheNames = "products", key = "#id")
		public Optional<Product> maybe(long id) {
			return Optional.ofNullable(load(id));
		}

		@Cacheable(cacheNames = "selected", condition = "#id > 0", unless = "#result.id == 3")
		public @Nullable Product selected(long id) {
			return load(id);
		}

		@CachePut(cacheNames = "products", key = "#result.id")
		public @Nullable Product put(long id) {
			return load(id);
		}

		@CacheEvict("products")
		public void evict(long id) {
		}

		@CacheEvict(cacheNames = "products", allEntries = true)
		public void evictAll() {
		}

		@CacheEvict("products")
		public void failingEvict(long id) {
			throw new IllegalStateException("no");
		}

		@CacheEvict(cacheNames = "products", beforeInvocation = true)
		public void evictFirst(long id) {
			throw new IllegalStateException("no");
		}

		@Caching(evict = @CacheEvict(cacheNames = "products", key = "#from"),
				put = @CachePut(cacheNames = "products", key = "#to"))
		public @Nullable Product move(long from, long to) {
			return load(to);
		}

		@Cacheable(cacheNames = "synchronized", sync = true)
		public @Nullable Product synchronizedFind(long id) {
			if (id < 0) {
				throw new IllegalStateException("negative");
			}
			return load(id);
		}

		@Cacheable("products")
		public CompletableFuture<@Nullable Product> future(long id) {
			return CompletableFuture.completedFuture(load(id));
		}

		@Cacheable(cacheNames = "products", sync = true)
		public CompletableFuture<@Nullable Product> synchronizedFuture(long id) {
			return CompletableFuture.completedFuture(load(id));
		}

		@CacheEvict("products")
		public CompletableFuture<@Nullable Void> evictLater(long id) {
			return CompletableFuture.completedFuture(null);
		}

		@Cacheable("products")
		public Mono<Product> mono(long id) {
			return Mono.fromSupplier(() -> load(id));
		}

		@Cacheable("lists")
		public Flux<Product> flux(int count) {
			return Flux.defer(() -> {
				int version = this.loads.incrementAndGet();
				return Flux.range(0, count).map((id) -> new Product(id, version));
			});
		}

	}

}
