package io.regioncache.interceptor;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

import io.regioncache.autoconfigure.interceptor.RegionAnnotationsAutoConfiguration;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.transaction.RegionTransactionsAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.consistency.ConsistencyToken;
import io.regioncache.store.log.Position;
import io.regioncache.store.RegionStore;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring's own annotations evict and put when a future or a publisher completes, on
 * whichever thread that is: it counts for the caller of the method all the same.
 */
class SpringCallerTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@Test
	void aFutureWritesForTheCallerOfItsMethod() {
		for (Function<Shop, CompletableFuture<String>> call : List
			.<Function<Shop, CompletableFuture<String>>>of(Shop::evictLater, Shop::putLater, Shop::clearLater)) {
			run((shop) -> {
				ConsistencyContext caller = new ConsistencyContext();
				CompletableFuture<String> later;
				try (ConsistencyContext.Binding bound = ConsistencyContext.bind(caller)) {
					later = call.apply(shop);
				}
				elsewhere(shop::complete);
				assertThat(later.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo("done");
				assertThat(caller.token().positions()).hasSize(1);
			});
		}
	}

	@Test
	void aPublisherWritesForWhoeverSubscribes() {
		for (Function<Shop, Mono<String>> call : List.<Function<Shop, Mono<String>>>of(Shop::evictMono, Shop::putMono,
				(shop) -> shop.evictFlux().single())) {
			run((shop) -> {
				ConsistencyContext caller = new ConsistencyContext();
				Mono<String> answer = call.apply(shop)
					.subscribeOn(Schedulers.parallel())
					.contextWrite((view) -> view.put(ConsistencyContext.class, caller));
				elsewhere(() -> assertThat(answer.block(Duration.ofSeconds(20))).isEqualTo("done"));
				assertThat(caller.token().positions()).hasSize(1);
			});
		}
	}

	@Test
	void aPublisherReadsForWhoeverSubscribes() {
		run((shop) -> {
			assertThat(shop.find(1).block()).isEqualTo("item 1");
			assertThat(shop.find(1).block()).isEqualTo("item 1");
			assertThat(shop.loads()).isOne();
			ConsistencyContext caller = new ConsistencyContext();
			caller.accept(ConsistencyToken.NONE.and("elsewhere", new Position(4711, 1)));
			shop.find(1).contextWrite((view) -> view.put(ConsistencyContext.class, caller)).block();
			assertThat(caller.detours()).as("home has not passed what the subscriber has written").isOne();
			assertThat(shop.loads()).isEqualTo(2);
		});
	}

	private static void elsewhere(Runnable task) {
		CompletableFuture.runAsync(task, (run) -> new Thread(run, "elsewhere").start())
			.orTimeout(30, TimeUnit.SECONDS)
			.join();
	}

	private static void run(Consumer<Shop> test) {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class,
					RegionAnnotationsAutoConfiguration.class, RegionTransactionsAutoConfiguration.class))
			.withUserConfiguration(Application.class)
			.withPropertyValues("regions.endpoints.here.url=" + redis.server().url(), "regions.command-timeout=2s",
					"regions.connect-timeout=10s")
			.run((context) -> {
				Awaitility.await().until(context.getBean(RegionStore.class)::isAvailable);
				test.accept(context.getBean(Shop.class));
			});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching(proxyTargetClass = true)
	@Import(Shop.class)
	static class Application {

	}

	static class Shop {

		private final CompletableFuture<String> later = new CompletableFuture<>();

		private final AtomicInteger loads = new AtomicInteger();

		public void complete() {
			this.later.complete("done");
		}

		public int loads() {
			return this.loads.get();
		}

		@CacheEvict(cacheNames = "items", key = "1")
		public CompletableFuture<String> evictLater() {
			return this.later;
		}

		@CacheEvict(cacheNames = "items", allEntries = true)
		public CompletableFuture<String> clearLater() {
			return this.later;
		}

		@CachePut(cacheNames = "items", key = "1")
		public CompletableFuture<String> putLater() {
			return this.later;
		}

		@CacheEvict(cacheNames = "items", key = "1")
		public Mono<String> evictMono() {
			return Mono.just("done").publishOn(Schedulers.boundedElastic());
		}

		@CacheEvict(cacheNames = "items", key = "1")
		public Flux<String> evictFlux() {
			return Flux.just("done").publishOn(Schedulers.boundedElastic());
		}

		@CachePut(cacheNames = "items", key = "1")
		public Mono<String> putMono() {
			return Mono.just("done").publishOn(Schedulers.boundedElastic());
		}

		@Cacheable(cacheNames = "found", key = "#id")
		public Mono<String> find(long id) {
			return Mono.fromSupplier(() -> {
				this.loads.incrementAndGet();
				return "item " + id;
			});
		}

	}

}
