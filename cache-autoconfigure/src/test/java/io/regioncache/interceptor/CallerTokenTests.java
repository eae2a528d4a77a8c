package io.regioncache.interceptor;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.regioncache.annotation.Consistency;
import io.regioncache.annotation.Invalidates;
import io.regioncache.annotation.RegionCached;
import io.regioncache.annotation.RegionPut;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.testkit.RedisExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a caller writes by annotated methods becomes part of its token, whatever they
 * return and on whatever thread that completes.
 */
class CallerTokenTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@RegisterExtension
	final RegionCaches caches = new RegionCaches(redis);

	@Test
	void ofAMethodThatBlocks() {
		writes((shop) -> shop.invalidate(1));
		writes((shop) -> shop.put(1));
		writes((shop) -> shop.evict(1));
		writes((shop) -> shop.springPut(1));
	}

	@Test
	void ofAFuture() {
		writes((shop) -> shop.invalidateLater(1).join());
		writes((shop) -> shop.putLater(1).join());
	}

	@Test
	void ofAPublisherThatTheCallerSubscribesTo() {
		writes((shop) -> shop.invalidateMono(1).block());
		writes((shop) -> shop.invalidateFlux(1).blockLast());
	}

	@Test
	void ofAPublisherWhoseContextHoldsTheCaller() {
		run((shop) -> {
			ConsistencyContext caller = new ConsistencyContext();
			shop.invalidateMono(1).contextWrite((view) -> view.put(ConsistencyContext.class, caller)).block();
			assertThat(caller.token().isEmpty()).isFalse();
		});
	}

	@Test
	void aReadLeavesNone() {
		run((shop) -> {
			ConsistencyContext caller = new ConsistencyContext();
			try (ConsistencyContext.Binding bound = ConsistencyContext.bind(caller)) {
				shop.find(1);
				shop.find(1);
			}
			assertThat(caller.token().isEmpty()).isTrue();
			assertThat(caller.isToBeSent()).isFalse();
		});
	}

	@Test
	void whatIsLoadedLaterIsLoadedForTheCaller() {
		run((shop) -> {
			ConsistencyContext caller = new ConsistencyContext();
			CompletableFuture<@Nullable ConsistencyContext> seen;
			try (ConsistencyContext.Binding bound = ConsistencyContext.bind(caller)) {
				shop.loader = new CompletableFuture<>();
				shop.findLater(1).join();
				seen = shop.loader;
			}
			assertThat(seen.join()).isSameAs(caller);
			assertThat(ConsistencyContext.current()).isNull();
		});
	}

	@Test
	void aMethodSaysHowFreshItsAnswersAre() {
		EntrySpec strong = new TestSpecs().read(Shop.class, "strong").cached();
		EntrySpec plain = new TestSpecs().read(Shop.class, "find").cached();
		assertThat(strong).extracting(EntrySpec::consistency).isEqualTo(Consistency.STRONG);
		assertThat(plain).extracting(EntrySpec::consistency).isNull();
	}

	private void writes(Consumer<Shop> write) {
		run((shop) -> {
			ConsistencyContext caller = new ConsistencyContext();
			try (ConsistencyContext.Binding bound = ConsistencyContext.bind(caller)) {
				write.accept(shop);
			}
			assertThat(caller.token().positions()).singleElement()
				.satisfies((written) -> assertThat(written.region()).isEqualTo("here"));
			assertThat(caller.isToBeSent()).isTrue();
		});
	}

	private void run(Consumer<Shop> test) {
		this.caches.runner()
			.withUserConfiguration(Configured.class)
			.run((context) -> test.accept(context.getBean(Shop.class)));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class Configured {

		@Bean
		Shop shop() {
			return new Shop();
		}

	}

	static class Shop {

		private static final Executor LATER = CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS);

		volatile CompletableFuture<@Nullable ConsistencyContext> loader = new CompletableFuture<>();

		@RegionCached(cacheNames = "items", key = "#id")
		public String find(long id) {
			return "item " + id;
		}

		@RegionCached(cacheNames = "items", key = "#id", consistency = Consistency.STRONG)
		public String strong(long id) {
			return "item " + id;
		}

		@RegionCached(cacheNames = "items", key = "'later' + #id")
		public CompletableFuture<String> findLater(long id) {
			this.loader.complete(ConsistencyContext.current());
			return CompletableFuture.completedFuture("item " + id);
		}

		@Invalidates(cacheNames = "items", key = "#id")
		public void invalidate(long id) {
		}

		@RegionPut(cacheNames = "items", key = "#id")
		public String put(long id) {
			return "item " + id;
		}

		@CacheEvict(cacheNames = "items", key = "#id")
		public void evict(long id) {
		}

		@CachePut(cacheNames = "items", key = "#id")
		public String springPut(long id) {
			return "item " + id;
		}

		@Invalidates(tags = "item:#{#id}")
		public CompletableFuture<String> invalidateLater(long id) {
			return CompletableFuture.supplyAsync(() -> "item " + id, LATER);
		}

		@RegionPut(cacheNames = "items", key = "#id")
		public CompletableFuture<String> putLater(long id) {
			return CompletableFuture.supplyAsync(() -> "item " + id, LATER);
		}

		@Invalidates(tags = "item:#{#id}")
		public Mono<String> invalidateMono(long id) {
			return Mono.fromFuture(() -> CompletableFuture.supplyAsync(() -> "item " + id, LATER));
		}

		@Invalidates(tags = "item:#{#id}")
		public Flux<String> invalidateFlux(long id) {
			return invalidateMono(id).flux();
		}

	}

}
