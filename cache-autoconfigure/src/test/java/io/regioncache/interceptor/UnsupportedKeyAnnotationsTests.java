package io.regioncache.interceptor;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.regioncache.annotation.Invalidates;
import io.regioncache.annotation.RegionCached;
import io.regioncache.annotation.RegionPut;
import io.regioncache.autoconfigure.interceptor.RegionAnnotationsAutoConfiguration;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Sort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * That no annotated call fails since its arguments cannot be a key, and that an
 * {@code int} stands for a {@code long}.
 */
class UnsupportedKeyAnnotationsTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	/** What no declared type tells. */
	private static final Object UNSUPPORTED = new Thread();

	@Test
	void ourAnnotationsBypassTheCache() {
		run((shop, caches) -> {
			for (int i = 1; i < 3; i++) {
				assertThat(shop.cached(UNSUPPORTED)).isEqualTo("cached" + i);
				assertThat(shop.future(UNSUPPORTED).join()).isEqualTo("future" + i);
				assertThat(shop.mono(UNSUPPORTED).block()).isEqualTo("mono" + i);
				assertThat(shop.flux(UNSUPPORTED).collectList().block()).containsExactly("flux" + i);
				assertThat(shop.put(UNSUPPORTED)).isEqualTo("put" + i);
				shop.invalidate(UNSUPPORTED);
			}
			assertThat(caches.getCache("ours").statistics().get(Event.REFUSED_KEY)).isEqualTo(12);
		});
	}

	@Test
	void annotationsOfSpringBypassTheCache() {
		run((shop, caches) -> {
			for (int i = 1; i < 3; i++) {
				assertThat(shop.cacheable(UNSUPPORTED)).isEqualTo("cacheable" + i);
				assertThat(shop.synced(UNSUPPORTED)).isEqualTo("synced" + i);
				assertThat(shop.cacheableFuture(UNSUPPORTED).join()).isEqualTo("cacheableFuture" + i);
				assertThat(shop.cacheableMono(UNSUPPORTED).block()).isEqualTo("cacheableMono" + i);
				assertThat(shop.cachePut(UNSUPPORTED)).isEqualTo("cachePut" + i);
				shop.cacheEvict(UNSUPPORTED);
			}
			assertThat(caches.getCache("springs").statistics().get(Event.REFUSED_KEY)).isPositive();
		});
	}

	@Test
	void whatElseAnInvalidationNamesIsInvalidated() {
		run((shop, caches) -> {
			assertThat(shop.cached("a")).isEqualTo("cached1");
			shop.invalidateByTag(UNSUPPORTED);
			assertThat(shop.cached("a")).isEqualTo("cached2");
		});
	}

	@Test
	void argumentsWithoutAHashCodeBypassTheCache() {
		run((shop, caches) -> {
			List<Object> cyclic = new ArrayList<>();
			cyclic.add(cyclic);
			assertThat(shop.two(cyclic, 1)).isEqualTo("two1");
			assertThat(shop.two(cyclic, 1)).isEqualTo("two2");
		});
	}

	@Test
	void pagesAreKeys() {
		run((shop, caches) -> {
			Pageable first = PageRequest.of(0, 5, Sort.by("name"));
			assertThat(shop.page(first)).isEqualTo("page1");
			assertThat(shop.page(PageRequest.of(0, 5, Sort.by("name")))).isEqualTo("page1");
			assertThat(shop.page(first.next())).isEqualTo("page2");
			assertThat(shop.page(Pageable.unpaged())).isEqualTo("page3");
			shop.dropPage(first);
			assertThat(shop.page(first)).isEqualTo("page4");
			assertThat(shop.page(first.next())).isEqualTo("page2");
		});
	}

	@Test
	void anIntInvalidatesWhatWasCachedWithALong() {
		run((shop, caches) -> {
			assertThat(shop.byLong(7)).isEqualTo("byLong1");
			shop.dropInt(7);
			assertThat(shop.byLong(7)).isEqualTo("byLong2");
			shop.evictInteger(7);
			assertThat(shop.byLong(7)).isEqualTo("byLong3");
		});
	}

	@Test
	void integralNumbersOfOneValueAreOneKeyWhateverTheirType() {
		run((shop, caches) -> {
			for (Consumer<Shop> drop : List.<Consumer<Shop>>of((calls) -> calls.dropNumber((short) 7),
					(calls) -> calls.dropNumber((byte) 7), (calls) -> calls.dropNumber(BigInteger.valueOf(7)),
					(calls) -> calls.dropShort((short) 7), (calls) -> calls.dropByte((byte) 7))) {
				String before = shop.byLong(7);
				assertThat(shop.byLong(7)).isEqualTo(before);
				drop.accept(shop);
				assertThat(shop.byLong(7)).isNotEqualTo(before);
			}
			String before = shop.byLong(7);
			shop.dropNumber(7.0);
			shop.dropNumber(new BigDecimal(7));
			shop.dropNumber(8);
			assertThat(shop.byLong(7)).isEqualTo(before);
		});
	}

	@Test
	void numbersInsideOfKeysAreTheSameWhateverTheirType() {
		run((shop, caches) -> {
			for (List<Object> same : List.<List<Object>>of(List.of(new Part(1, 2L), new Part((short) 1, 2)),
					List.of(List.of(1, 2), List.of(1L, (byte) 2)), List.of(Map.of("a", 1), Map.of("a", 1L)),
					List.of(Set.of(new Part(1, 2)), Set.of(new Part(1L, BigInteger.TWO))),
					List.of(new Object[] { 1, "a" }, new Object[] { 1L, "a" }),
					List.of(Optional.of(1), Optional.of(1L)))) {
				String before = shop.cached(same.get(0));
				assertThat(shop.cached(same.get(1))).isEqualTo(before);
				shop.invalidate(same.get(1));
				assertThat(shop.cached(same.get(0))).isNotEqualTo(before);
			}
			assertThat(shop.cached(new Part(1, 2))).isNotEqualTo(shop.cached(new Part(2, 1)));
		});
	}

	private static void run(BiConsumer<Shop, RegionCacheManager> test) {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class,
					RegionAnnotationsAutoConfiguration.class))
			.withUserConfiguration(Application.class)
			.withPropertyValues("regions.home=here", "regions.endpoints.here.url=" + redis.server().url())
			.run((context) -> test.accept(context.getBean(Shop.class), context.getBean(RegionCacheManager.class)));
	}

	record Part(Number first, Object second) {
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	@Import(Shop.class)
	static class Application {

	}

	static class Shop {

		private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();

		private String next(String name) {
			return name + this.calls.computeIfAbsent(name, (key) -> new AtomicInteger()).incrementAndGet();
		}

		@RegionCached(cacheNames = "ours", tags = "tag")
		public String cached(Object key) {
			return next("cached");
		}

		@RegionCached("ours")
		public CompletableFuture<String> future(Object key) {
			return CompletableFuture.completedFuture(next("future"));
		}

		@RegionCached("ours")
		public Mono<String> mono(Object key) {
			return Mono.fromSupplier(() -> next("mono"));
		}

		@RegionCached("ours")
		public Flux<String> flux(Object key) {
			return Flux.defer(() -> Flux.just(next("flux")));
		}

		@RegionPut("ours")
		public String put(Object key) {
			return next("put");
		}

		@Invalidates(cacheNames = "ours", key = "#key")
		public void invalidate(Object key) {
		}

		@Invalidates(cacheNames = "ours", key = "#key", tags = "tag")
		public void invalidateByTag(Object key) {
		}

		@RegionCached("two")
		public String two(Collection<?> key, int other) {
			return next("two");
		}

		@Cacheable("springs")
		public String cacheable(Object key) {
			return next("cacheable");
		}

		@Cacheable(cacheNames = "springs", sync = true)
		public String synced(Object key) {
			return next("synced");
		}

		@Cacheable("springs")
		public CompletableFuture<String> cacheableFuture(Object key) {
			return CompletableFuture.completedFuture(next("cacheableFuture"));
		}

		@Cacheable("springs")
		public Mono<String> cacheableMono(Object key) {
			return Mono.fromSupplier(() -> next("cacheableMono"));
		}

		@CachePut("springs")
		public String cachePut(Object key) {
			return next("cachePut");
		}

		@CacheEvict("springs")
		public void cacheEvict(Object key) {
		}

		@Cacheable("pages")
		public String page(Pageable page) {
			return next("page");
		}

		@Invalidates(cacheNames = "pages")
		public void dropPage(Pageable page) {
		}

		@RegionCached("numbers")
		public String byLong(long id) {
			return next("byLong");
		}

		@Invalidates(cacheNames = "numbers", key = "#id")
		public void dropInt(int id) {
		}

		@Invalidates(cacheNames = "numbers", key = "#id")
		public void dropNumber(Number id) {
		}

		@Invalidates(cacheNames = "numbers")
		public void dropShort(Short id) {
		}

		@CacheEvict("numbers")
		public void dropByte(byte id) {
		}

		@CacheEvict("numbers")
		public void evictInteger(Integer id) {
		}

	}

}
