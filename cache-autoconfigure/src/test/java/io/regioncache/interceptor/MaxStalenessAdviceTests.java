package io.regioncache.interceptor;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.regioncache.annotation.Keys;
import io.regioncache.annotation.RegionCached;
import io.regioncache.cache.CacheNode;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.near.NearSettings;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A bound holds however a method hands out its value: while nobody knows what other
 * regions have invalidated, the method answers each call.
 */
class MaxStalenessAdviceTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	@ParameterizedTest
	@EnumSource
	void aBoundHolds(Way way) {
		assertBound(way, CacheSettings.DEFAULTS);
	}

	@ParameterizedTest
	@EnumSource
	void aBoundHoldsForWhatAProcessKeepsItself(Way way) {
		assertBound(way, CacheSettings.DEFAULTS.mutate().near(NearSettings.ofSize(100)).build());
	}

	private static void assertBound(Way way, CacheSettings settings) {
		try (CacheNode node = CacheNode.at(redis.server().url(), settings).awaitAvailable()) {
			Shop shop = proxy(node);
			Awaitility.await().until(() -> way.call.apply(shop).equals(way.call.apply(shop)));
			Awaitility.await().until(() -> {
				way.call.apply(shop);
				return !settings.near().isOn() || node.cache("prices").statistics().get(Event.NEAR) > 1;
			});
			assertThat(node.cache("prices").statistics().get(Event.BOUNDED_HOME)).isPositive();
			node.store().levels().areUnknown();
			assertThat(way.call.apply(shop)).isNotEqualTo(way.call.apply(shop));
			assertThat(node.cache("prices").statistics().get(Event.BOUNDED_ORIGIN)).isPositive();
		}
	}

	private static Shop proxy(CacheNode node) {
		ProxyFactory factory = new ProxyFactory(new Shop());
		factory.setProxyTargetClass(true);
		factory.addAdvisor(new RegionAnnotationAdvisor(new DefaultListableBeanFactory(), node::manager, Runnable::run,
				new KeylessMethods(), new SharedValues(), new WrittenMethods()));
		return (Shop) factory.getProxy();
	}

	/**
	 * How a method hands out its value.
	 */
	enum Way {

		BLOCKING(Shop::blocking),

		FUTURE((shop) -> shop.future().join()),

		MONO((shop) -> String.valueOf(shop.mono().block())),

		FLUX((shop) -> String.valueOf(shop.flux().collectList().block())),

		MANY((shop) -> String.valueOf(shop.many(List.of(7L)))),

		MANY_LATER((shop) -> String.valueOf(shop.manyLater(List.of(7L)).block()));

		private final Function<Shop, String> call;

		Way(Function<Shop, String> call) {
			this.call = call;
		}

	}

	static class Shop {

		private final AtomicInteger loads = new AtomicInteger();

		@RegionCached(cacheNames = "prices", key = "'blocking'", maxStaleness = "2s")
		public String blocking() {
			return load();
		}

		@RegionCached(cacheNames = "prices", key = "'future'", maxStaleness = "2s")
		public CompletableFuture<String> future() {
			return CompletableFuture.completedFuture(load());
		}

		@RegionCached(cacheNames = "prices", key = "'mono'", maxStaleness = "2s")
		public Mono<String> mono() {
			return Mono.fromSupplier(this::load);
		}

		@RegionCached(cacheNames = "prices", key = "'flux'", maxStaleness = "2s")
		public Flux<String> flux() {
			return Flux.defer(() -> Flux.just(load(), "end"));
		}

		@RegionCached(cacheNames = "prices", maxStaleness = "2s")
		public Map<Long, String> many(@Keys List<Long> ids) {
			return Map.of(ids.get(0), load());
		}

		@RegionCached(cacheNames = "prices", maxStaleness = "2s")
		public Mono<Map<Long, String>> manyLater(@Keys List<Long> ids) {
			return Mono.fromSupplier(() -> Map.of(ids.get(0), load()));
		}

		private String load() {
			return String.valueOf(this.loads.incrementAndGet());
		}

	}

}
