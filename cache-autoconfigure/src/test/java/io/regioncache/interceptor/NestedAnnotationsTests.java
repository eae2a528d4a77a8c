package io.regioncache.interceptor;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.regioncache.annotation.Invalidates;
import io.regioncache.annotation.RegionCached;
import io.regioncache.annotation.RegionPut;
import io.regioncache.autoconfigure.interceptor.RegionAnnotationsAutoConfiguration;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.transaction.RegionTransactionsAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.store.RegionStore;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.beans.factory.ObjectProvider;
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
 * Annotated methods that call each other: none waits for the turn of another, and what
 * one makes of the value of another is as old as that.
 */
class NestedAnnotationsTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	static Stream<Named<Style>> styles() {
		return Stream.of(Named.of("Mono", Shop::mono), Named.of("sync Mono", Shop::syncMono),
				Named.of("future", (shop, key, depth) -> Mono.fromFuture(shop.future(key, depth))),
				Named.of("sync future", (shop, key, depth) -> Mono.fromFuture(shop.syncFuture(key, depth))));
	}

	@ParameterizedTest
	@MethodSource("styles")
	void allAreAnsweredThoughMoreAskThanHaveATurn(Style style) {
		run((shop) -> {
			for (int depth : new int[] { 2, 7 }) {
				List<Integer> answers = Flux.range(0, 80)
					.flatMap((i) -> style.load(shop, depth + "-" + i, depth), 80)
					.collectList()
					.block(Duration.ofSeconds(60));
				assertThat(answers).hasSize(80).containsOnly(depth);
			}
		});
	}

	/**
	 * The context follows neither the scheduler nor the client.
	 */
	static Stream<Named<Style>> foreign() {
		return Stream.of(Named.of("Mono on a scheduler", Shop::scheduled),
				Named.of("blocking on a scheduler",
						(shop, key, depth) -> Mono.fromCallable(() -> shop.blockingOnScheduler(key, depth))
							.subscribeOn(Shop.FOREIGN)),
				Named.of("future of a client", (shop, key, depth) -> Mono.fromFuture(shop.ofClient(key, depth))));
	}

	@ParameterizedTest
	@MethodSource("foreign")
	void allAreAnsweredThoughNoContextFollows(Style style) {
		run((shop) -> {
			for (int depth : new int[] { 2, 7 }) {
				List<Integer> answers = Flux.range(0, 24)
					.flatMap((i) -> style.load(shop, depth + "-" + i, depth), 24)
					.collectList()
					.block(Duration.ofSeconds(60));
				assertThat(answers).hasSize(24).containsOnly(depth);
			}
		}, "regions.cache-defaults.max-concurrent-loads=4");
	}

	static Stream<Named<Consumer<Shop>>> readers() {
		return Stream.of(Named.of("Mono", (shop) -> shop.outerMono().block()),
				Named.of("future", (shop) -> shop.outerFuture().join()),
				Named.of("cacheable", (shop) -> shop.outerCacheable()),
				Named.of("cacheable Mono", (shop) -> shop.outerCacheableMono().block()),
				Named.of("cacheable future", (shop) -> shop.outerCacheableFuture().join()),
				Named.of("sync Mono", (shop) -> shop.outerSyncMono().block()),
				Named.of("cacheable within cacheable", (shop) -> shop.outermost()));
	}

	/**
	 * The inner value is older than the invalidation of the outer one.
	 */
	@ParameterizedTest
	@MethodSource("readers")
	void whatIsMadeOfAnOldValueIsNotStoredAsNew(Consumer<Shop> read) {
		run((shop) -> {
			shop.inner().block();
			shop.invalidateOuter();
			int before = Shop.loads.get();
			read.accept(shop);
			read.accept(shop);
			assertThat(Shop.loads.get() - before).isEqualTo(2);
			shop.invalidateInner();
			read.accept(shop);
			read.accept(shop);
			assertThat(Shop.loads.get() - before).isEqualTo(3);
		});
	}

	@Test
	void whatIsPutIsNotNewerThanWhatItIsMadeOf() {
		for (Consumer<Shop> put : List.<Consumer<Shop>>of(Shop::put, (shop) -> shop.putLater().join(),
				Shop::cachePut)) {
			run((shop) -> {
				shop.inner().block();
				shop.invalidateOuter();
				put.accept(shop);
				int before = Shop.loads.get();
				shop.outerCacheable();
				assertThat(Shop.loads.get() - before).isEqualTo(1);
				shop.invalidateInner();
				put.accept(shop);
				shop.outerCacheable();
				assertThat(Shop.loads.get() - before).isEqualTo(1);
			});
		}
	}

	private static void run(Consumer<Shop> test) {
		run(test, "regions.cache-defaults.load-wait=1h", "regions.cache-defaults.lock-wait=1h");
	}

	private static void run(Consumer<Shop> test, String... settings) {
		redis.admin().call("FLUSHALL");
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class,
					RegionAnnotationsAutoConfiguration.class, RegionTransactionsAutoConfiguration.class))
			.withUserConfiguration(Application.class)
			.withPropertyValues("regions.endpoints.here.url=" + redis.server().url(), "regions.command-timeout=2s",
					"regions.connect-timeout=10s")
			.withPropertyValues(settings)
			.run((context) -> {
				Awaitility.await().until(context.getBean(RegionStore.class)::isAvailable);
				test.accept(context.getBean(Shop.class));
			});
	}

	/**
	 * A way to load something by loading something else.
	 */
	interface Style {

		Mono<Integer> load(Shop shop, String key, int depth);

	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching(proxyTargetClass = true)
	@Import(Shop.class)
	static class Application {

	}

	static class Shop {

		static final Scheduler FOREIGN = Schedulers.fromExecutor(Executors.newCachedThreadPool((task) -> {
			Thread thread = new Thread(null, task, "foreign", 0, false);
			thread.setDaemon(true);
			return thread;
		}));

		private static final AtomicInteger loads = new AtomicInteger();

		private final ObjectProvider<Shop> self;

		Shop(ObjectProvider<Shop> self) {
			this.self = self;
		}

		private static Mono<Integer> later() {
			return Mono.delay(Duration.ofMillis(1)).thenReturn(1);
		}

		@RegionCached(cacheNames = "chain", key = "#key + #depth")
		public Mono<Integer> mono(String key, int depth) {
			return later().flatMap((one) -> (depth == 1) ? Mono.just(1)
					: this.self.getObject().mono(key, depth - 1).map((below) -> below + 1));
		}

		@Cacheable(cacheNames = "sync", key = "#key + #depth", sync = true)
		public Mono<Integer> syncMono(String key, int depth) {
			return later().flatMap((one) -> (depth == 1) ? Mono.just(1)
					: this.self.getObject().syncMono(key, depth - 1).map((below) -> below + 1));
		}

		@RegionCached(cacheNames = "chain", key = "#key + 'future' + #depth")
		public CompletableFuture<Integer> future(String key, int depth) {
			return (depth == 1) ? later().toFuture() : this.self.getObject()
				.future(key, depth - 1)
				.thenCompose(
						(below) -> this.self.getObject().future(key + "again", 1).thenApply((again) -> below + again));
		}

		@Cacheable(cacheNames = "sync", key = "#key + 'future' + #depth", sync = true)
		public CompletableFuture<Integer> syncFuture(String key, int depth) {
			return (depth == 1) ? later().toFuture()
					: this.self.getObject()
						.syncFuture(key, depth - 1)
						.thenCompose((below) -> this.self.getObject()
							.syncFuture(key + "again", 1)
							.thenApply((again) -> below + again));
		}

		@RegionCached(cacheNames = "scheduled", key = "#key + #depth")
		public Mono<Integer> scheduled(String key, int depth) {
			return later().flatMap((one) -> (depth == 1) ? Mono.just(1)
					: Mono.fromCallable(() -> 1 + this.self.getObject().blockingOnScheduler(key, depth - 1))
						.subscribeOn(FOREIGN));
		}

		@RegionCached(cacheNames = "scheduled", key = "#key + 'blocking' + #depth")
		public int blockingOnScheduler(String key, int depth) {
			return later()
				.flatMap((one) -> (depth == 1) ? Mono.just(1)
						: Mono.fromCallable(() -> 1 + this.self.getObject().scheduled(key, depth - 1).block())
							.subscribeOn(FOREIGN))
				.block();
		}

		@RegionCached(cacheNames = "scheduled", key = "#key + 'client' + #depth")
		public CompletableFuture<Integer> ofClient(String key, int depth) {
			CompletableFuture<Integer> answer = new CompletableFuture<>();
			FOREIGN.schedule(() -> answer.complete(1));
			return answer.thenCompose((one) -> (depth == 1) ? CompletableFuture.completedFuture(one)
					: this.self.getObject().ofClient(key, depth - 1).thenApply((below) -> below + 1));
		}

		@RegionCached(cacheNames = "inner", key = "'i'")
		public Mono<String> inner() {
			return Mono.just("inner");
		}

		@RegionCached(cacheNames = "outer", key = "'mono'")
		public Mono<String> outerMono() {
			loads.incrementAndGet();
			return later().flatMap((one) -> this.self.getObject().inner());
		}

		@RegionCached(cacheNames = "outer", key = "'future'")
		public CompletableFuture<String> outerFuture() {
			loads.incrementAndGet();
			return this.self.getObject().inner().toFuture();
		}

		@Cacheable(cacheNames = "outer", key = "'cacheable'")
		public String outerCacheable() {
			loads.incrementAndGet();
			return this.self.getObject().inner().block();
		}

		@Cacheable(cacheNames = "outer", key = "'cacheableMono'")
		public Mono<String> outerCacheableMono() {
			loads.incrementAndGet();
			return later().flatMap((one) -> this.self.getObject().inner());
		}

		@Cacheable(cacheNames = "outer", key = "'cacheableFuture'")
		public CompletableFuture<String> outerCacheableFuture() {
			loads.incrementAndGet();
			return this.self.getObject().inner().toFuture();
		}

		@Cacheable(cacheNames = "outer", key = "'syncMono'", sync = true)
		public Mono<String> outerSyncMono() {
			loads.incrementAndGet();
			return later().flatMap((one) -> this.self.getObject().inner());
		}

		@Cacheable(cacheNames = "outer", key = "'outermost'")
		public String outermost() {
			loads.incrementAndGet();
			return this.self.getObject().middle();
		}

		@Cacheable(cacheNames = "middle", key = "'middle'")
		public String middle() {
			return this.self.getObject().inner().block();
		}

		@RegionPut(cacheNames = "outer", key = "'cacheable'")
		public String put() {
			return this.self.getObject().inner().block();
		}

		@RegionPut(cacheNames = "outer", key = "'cacheable'")
		public CompletableFuture<String> putLater() {
			return this.self.getObject().inner().toFuture();
		}

		@CachePut(cacheNames = "outer", key = "'cacheable'")
		public String cachePut() {
			return this.self.getObject().inner().block();
		}

		@CacheEvict(cacheNames = "outer", allEntries = true)
		public void invalidateOuter() {
		}

		@Invalidates(cacheNames = { "inner", "middle" }, allEntries = true)
		public void invalidateInner() {
		}

	}

}
