package io.regioncache.interceptor;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.regioncache.autoconfigure.interceptor.RegionAnnotationsAutoConfiguration;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.transaction.RegionTransactionsAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.RegionCache;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.store.RegionStore;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.WebApplicationType;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * What Spring's own annotations on methods that return a {@code Flux} do to the caches of
 * a region.
 */
class SpringFluxTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private ConfigurableApplicationContext context;

	private Shop shop;

	@BeforeEach
	void start() {
		this.context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("regions.home=here", "regions.endpoints.here.url=" + redis.server().url(),
					"regions.command-timeout=2s", "regions.connect-timeout=10s")
			.run("--spring.main.banner-mode=off");
		this.shop = this.context.getBean(Shop.class);
		Awaitility.await().atMost(LIMIT).until(this.context.getBean(RegionStore.class)::isAvailable);
	}

	@AfterEach
	void stop() {
		this.context.close();
		this.shop.close();
	}

	@Test
	void theWholeListIsStored() {
		assertThat(read(this.shop.items(300))).hasSize(300).doesNotHaveDuplicates();
		assertThat(read(this.shop.items(300))).isEqualTo(items(1, 300));
		assertThat(read(this.shop.items(0))).isEmpty();
		assertThat(read(this.shop.items(0))).isEmpty();
		assertThat(this.shop.loads()).isEqualTo(2);
	}

	@Test
	void aSlowSubscriberGetsAllElementsAndAllAreStored() {
		assertThat(this.shop.items(600).limitRate(7).delayElements(Duration.ofNanos(1)).collectList().block(LIMIT))
			.isEqualTo(items(1, 600));
		assertThat(read(this.shop.items(600))).isEqualTo(items(1, 600));
	}

	@Test
	void whenItCompletesItIsStored() {
		AtomicReference<Object> stored = new AtomicReference<>();
		this.shop.items(2).doOnComplete(() -> stored.set(cache("items").get(2))).blockLast(LIMIT);
		assertThat(stored.get()).isNotNull();
	}

	@Test
	void elementsOfAMissArriveAsTheyCome() {
		Sinks.Many<String> elements = Sinks.many().unicast().onBackpressureBuffer();
		List<String> seen = new CopyOnWriteArrayList<>();
		Disposable reading = this.shop.from(elements.asFlux()).subscribe(seen::add);
		elements.tryEmitNext("first").orThrow();
		Awaitility.await().atMost(LIMIT).untilAsserted(() -> assertThat(seen).containsExactly("first"));
		assertThat(cache("from").get("key")).isNull();
		elements.tryEmitComplete().orThrow();
		Awaitility.await().atMost(LIMIT).until(reading::isDisposed);
		assertThat(read(this.shop.from(Flux.never()))).containsExactly("first");
	}

	@Test
	void whatACanceledFluxHasBroughtIsNotStored() {
		assertThat(this.shop.endless().take(3).collectList().block(LIMIT)).containsExactly(0L, 1L, 2L);
		Awaitility.await().atMost(LIMIT).untilAsserted(() -> assertThat(this.shop.canceled()).isOne());
		assertThat(cache("endless").get("key")).isNull();
		assertThat(cache("endless").statistics().get(Event.STORED)).isZero();
		assertThat(this.shop.endless().take(2).collectList().block(LIMIT)).hasSize(2);
		Awaitility.await().atMost(LIMIT).untilAsserted(() -> assertThat(this.shop.canceled()).isEqualTo(2));
	}

	@Test
	void whatAFailedFluxHasBroughtIsNotStored() {
		List<Object> seen = new CopyOnWriteArrayList<>();
		for (int i = 1; i < 3; i++) {
			assertThatException().isThrownBy(() -> this.shop.failing().doOnNext(seen::add).blockLast(LIMIT))
				.havingRootCause()
				.isInstanceOf(IOException.class)
				.withMessage("half-way");
			assertThat(this.shop.loads()).isEqualTo(i);
		}
		assertThat(seen).hasSize(2);
		assertThat(cache("failing").get("key")).isNull();
	}

	@Test
	void anInvalidationBetweenSubscriptionAndCompletionWins() {
		Sinks.Many<String> elements = Sinks.many().unicast().onBackpressureBuffer();
		List<String> seen = new CopyOnWriteArrayList<>();
		Disposable reading = this.shop.from(elements.asFlux()).subscribe(seen::add);
		elements.tryEmitNext("old").orThrow();
		Awaitility.await().atMost(LIMIT).until(() -> !seen.isEmpty());
		cache("from").evict("key");
		elements.tryEmitComplete().orThrow();
		Awaitility.await().atMost(LIMIT).until(reading::isDisposed);
		assertThat(read(this.shop.from(Flux.just("new")))).containsExactly("new");
		assertThat(read(this.shop.from(Flux.never()))).containsExactly("new");
	}

	@Test
	void noThreadOfTheSourceDeliversAHitAndNoThreadOfTheClientAnything() {
		List<String> threads = new CopyOnWriteArrayList<>();
		Flux<Item> read = this.shop.items(1)
			.doOnNext((item) -> threads.add(Thread.currentThread().getName()))
			.doOnComplete(() -> threads.add(Thread.currentThread().getName()));
		read.blockLast(LIMIT);
		assertThat(threads).as("of a miss").hasSize(2).noneMatch((name) -> name.contains("lettuce"));
		assertThat(threads.get(0)).startsWith("source");
		threads.clear();
		read.blockLast(LIMIT);
		// An answer that is there before it is asked for is delivered by the thread of
		// the caller
		assertThat(threads).as("of a hit")
			.hasSize(2)
			.allMatch((name) -> name.startsWith("region-cache-load-") || name.equals(Thread.currentThread().getName()));
	}

	@Test
	void theBodySeesTheContextOfItsSubscriber() {
		assertThat(this.shop.named().contextWrite((context) -> context.put("name", "Ann")).blockLast(LIMIT))
			.isEqualTo("Ann");
	}

	@Test
	void aPutStoresTheWholeListOrNothing() throws Exception {
		assertThat(read(this.shop.put(3, 3))).isEqualTo(items(1, 3));
		assertThat(read(this.shop.items(3))).isEqualTo(items(1, 3));
		assertThat(this.shop.put(3, 200).take(1).blockLast(LIMIT)).isNotNull();
		Awaitility.await().atMost(LIMIT).until(() -> this.shop.canceled() == 1);
		assertThat(read(this.shop.items(3))).isEqualTo(items(1, 3));
	}

	@Test
	void anEvictionFollowsTheLastElementAndLosesNone() {
		read(this.shop.items(1));
		CountDownLatch begun = new CountDownLatch(1);
		Sinks.Many<String> elements = Sinks.many().unicast().onBackpressureBuffer();
		List<String> seen = new CopyOnWriteArrayList<>();
		Disposable evicting = this.shop.evict(elements.asFlux().doOnSubscribe((subscription) -> begun.countDown()))
			.subscribe(seen::add);
		elements.tryEmitNext("a").orThrow();
		elements.tryEmitNext("b").orThrow();
		assertThat(await(begun)).isTrue();
		assertThat(read(this.shop.items(1))).as("until the body has ended").isEqualTo(items(1, 1));
		elements.tryEmitComplete().orThrow();
		Awaitility.await().atMost(LIMIT).until(evicting::isDisposed);
		assertThat(seen).containsExactly("a", "b");
		assertThat(read(this.shop.items(1))).isEqualTo(items(2, 1));
	}

	private static boolean await(CountDownLatch latch) {
		try {
			return latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static <T> List<T> read(Flux<T> flux) {
		return flux.collectList().block(LIMIT);
	}

	private static List<Item> items(int version, int count) {
		return Flux.range(0, count).map((id) -> new Item(id, version)).collectList().block();
	}

	private RegionCache cache(String name) {
		return this.context.getBean(RegionCacheManager.class).getCache(name);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching(proxyTargetClass = true)
	@ImportAutoConfiguration({ RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class,
			RegionAnnotationsAutoConfiguration.class, RegionTransactionsAutoConfiguration.class })
	@Import(Shop.class)
	static class Application {

	}

	record Item(long id, int version) {
	}

	static class Shop {

		private final Scheduler source = Schedulers.newParallel("source", 2, true);

		private final AtomicInteger loads = new AtomicInteger();

		private final AtomicInteger canceled = new AtomicInteger();

		public void close() {
			this.source.dispose();
		}

		public int loads() {
			return this.loads.get();
		}

		public int canceled() {
			return this.canceled.get();
		}

		private Flux<Item> load(int count) {
			return Flux.defer(() -> {
				int version = this.loads.incrementAndGet();
				return Flux.range(0, count).map((id) -> new Item(id, version)).publishOn(this.source);
			});
		}

		@Cacheable("items")
		public Flux<Item> items(int count) {
			return load(count);
		}

		@Cacheable(cacheNames = "from", key = "'key'")
		public Flux<String> from(Flux<String> elements) {
			return elements;
		}

		@Cacheable(cacheNames = "endless", key = "'key'")
		public Flux<Long> endless() {
			return Flux.interval(Duration.ofMillis(1), this.source)
				.onBackpressureBuffer()
				.doOnCancel(this.canceled::incrementAndGet);
		}

		@Cacheable(cacheNames = "failing", key = "'key'")
		public Flux<Item> failing() {
			return load(1).concatWith(Flux.error(() -> new IOException("half-way")));
		}

		@Cacheable("named")
		public Flux<String> named() {
			return Flux.deferContextual((context) -> Flux.just(context.getOrDefault("name", "nobody")));
		}

		@CachePut(cacheNames = "items", key = "#key")
		public Flux<Item> put(int key, int count) {
			return load(count).delayElements(Duration.ofMillis(1), this.source)
				.doOnCancel(this.canceled::incrementAndGet);
		}

		@CacheEvict(cacheNames = "items", allEntries = true)
		public Flux<String> evict(Flux<String> elements) {
			return elements;
		}

	}

}
