package io.regioncache.interceptor;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

import io.regioncache.annotation.Invalidates;
import io.regioncache.annotation.RegionCached;
import io.regioncache.annotation.RegionPut;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.consistency.ConsistencyToken;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an annotated method writes counts for its caller, whatever it returns and on
 * whichever thread it ends; what it calls knows the caller as well.
 */
class CarriedTokenTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@RegisterExtension
	final RegionCaches caches = new RegionCaches(redis);

	@Test
	void aMethodThatReturnsAValue() {
		assertCarried((shop) -> shop.change());
		assertCarried((shop) -> shop.put(1));
	}

	@Test
	void aMethodThatReturnsAFuture() {
		assertCarried((shop) -> shop.changeLater().orTimeout(20, TimeUnit.SECONDS).join());
		assertCarried((shop) -> shop.putLater(1).orTimeout(20, TimeUnit.SECONDS).join());
	}

	@Test
	void aPublisherThatIsSubscribedByTheCallersThread() {
		assertCarried((shop) -> shop.changeMono().block());
		assertCarried((shop) -> shop.changeFlux().blockLast());
		assertCarried((shop) -> shop.putMono(1).block());
	}

	@Test
	void aPublisherWhoseReactorContextKnowsTheCaller() {
		run((shop) -> {
			for (Function<Shop, Flux<?>> call : List.<Function<Shop, Flux<?>>>of((known) -> known.changeMono().flux(),
					Shop::changeFlux, (known) -> known.putMono(1).flux())) {
				ConsistencyContext context = new ConsistencyContext();
				call.apply(shop)
					.subscribeOn(Schedulers.parallel())
					.contextWrite((view) -> view.put(ConsistencyContext.class, context))
					.blockLast();
				assertThat(context.token().positions()).hasSize(1);
			}
		});
	}

	@Test
	void aLoadKnowsTheCaller() {
		run((shop) -> {
			ConsistencyContext context = new ConsistencyContext();
			String seen;
			try (ConsistencyContext.Binding binding = ConsistencyContext.bind(context)) {
				shop.change();
				seen = shop.load(1) + shop.loadLater(2).orTimeout(20, TimeUnit.SECONDS).join()
						+ shop.loadMono(3).block();
			}
			String own = context.token().toString();
			assertThat(seen).isEqualTo(own + own + own);
		});
	}

	private void assertCarried(Function<Shop, Object> call) {
		run((shop) -> {
			ConsistencyContext context = new ConsistencyContext();
			try (ConsistencyContext.Binding binding = ConsistencyContext.bind(context)) {
				call.apply(shop);
			}
			assertThat(context.token().positions()).hasSize(1);
			assertThat(context.isToBeSent()).isTrue();
		});
	}

	private void run(Consumer<Shop> test) {
		this.caches.runner().withBean(Shop.class, Shop::new).run((context) -> test.accept(context.getBean(Shop.class)));
	}

	static class Shop {

		@Invalidates(tags = "things")
		public String change() {
			return "changed";
		}

		@Invalidates(tags = "things")
		public CompletableFuture<String> changeLater() {
			return CompletableFuture.supplyAsync(() -> "changed");
		}

		@Invalidates(tags = "things")
		public Mono<String> changeMono() {
			return Mono.just("changed").publishOn(Schedulers.parallel());
		}

		@Invalidates(tags = "things")
		public Flux<String> changeFlux() {
			return Flux.just("changed").publishOn(Schedulers.parallel());
		}

		@RegionPut(cacheNames = "things", key = "#id")
		public String put(int id) {
			return "put";
		}

		@RegionPut(cacheNames = "things", key = "#id")
		public CompletableFuture<String> putLater(int id) {
			return CompletableFuture.supplyAsync(() -> "put");
		}

		@RegionPut(cacheNames = "things", key = "#id")
		public Mono<String> putMono(int id) {
			return Mono.just("put").publishOn(Schedulers.parallel());
		}

		@RegionCached(cacheNames = "loads", key = "#id")
		public String load(int id) {
			return ConsistencyToken.current().toString();
		}

		@RegionCached(cacheNames = "loads", key = "#id")
		public CompletableFuture<String> loadLater(int id) {
			return CompletableFuture.completedFuture(ConsistencyToken.current().toString());
		}

		@RegionCached(cacheNames = "loads", key = "#id")
		public Mono<String> loadMono(int id) {
			return Mono.just(ConsistencyToken.current().toString());
		}

	}

}
