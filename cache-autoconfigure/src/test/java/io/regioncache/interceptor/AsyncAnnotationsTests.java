package io.regioncache.interceptor;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.regioncache.annotation.Invalidates;
import io.regioncache.annotation.RegionCached;
import io.regioncache.annotation.RegionPut;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What annotated methods whose value comes later do to the caches of a region.
 */
class AsyncAnnotationsTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@RegisterExtension
	final RegionCaches caches = new RegionCaches(redis);

	@Test
	void theValueOfAFutureIsCached() {
		run((shop) -> {
			assertThat(shop.future(1).join()).isEqualTo(new Product(1, 1));
			assertThat(shop.future(1).join()).isEqualTo(new Product(1, 1));
			assertThat(shop.stage(1).toCompletableFuture().join()).contains(new Product(1, 1));
			assertThat(shop.stage(0).toCompletableFuture().join()).isEmpty();
			assertThat(shop.loads()).isEqualTo(2);
		});
	}

	@Test
	void aFailedFutureFailsWithItsOwnException() {
		run((shop) -> {
			AtomicReference<Throwable> seen = new AtomicReference<>();
			shop.failing(new IOException("later"))
				.whenComplete((value, failure) -> seen.set(failure))
				.handle((v, ex) -> v)
				.join();
			assertThat(seen.get()).isInstanceOf(IOException.class).hasMessage("later");
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> shop.failing(null).get())
				.havingCause()
				.isInstanceOf(IllegalStateException.class)
				.withMessage("at once");
		});
	}

	@Test
	void aPutFollowsTheFuture() {
		run((shop) -> {
			shop.future(1).join();
			assertThat(shop.putLater(1).join().version()).isEqualTo(2);
			assertThat(shop.future(1).join().version()).isEqualTo(2);
			assertThat(shop.loads()).isEqualTo(2);
		});
	}

	@Test
	void anInvalidationFollowsTheFutureAndPrecedesItsCompletion() {
		run((shop) -> {
			shop.future(1).join();
			CompletableFuture<String> body = new CompletableFuture<>();
			CompletableFuture<String> update = shop.updateLater(body);
			assertThat(shop.future(1).join().version()).isOne();
			body.complete("done");
			assertThat(update.join()).isEqualTo("done");
			assertThat(shop.future(1).join().version()).isEqualTo(2);
		});
	}

	@Test
	void aFailedFutureInvalidatesNothing() {
		run((shop) -> {
			shop.future(1).join();
			CompletableFuture<String> update = shop.updateLater(CompletableFuture.failedFuture(new IOException("no")));
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(update::get)
				.withCauseInstanceOf(IOException.class);
			assertThat(shop.future(1).join().version()).isOne();
		});
	}

	@Test
	void aCanceledFutureInvalidates() {
		run((shop) -> {
			shop.future(1).join();
			CompletableFuture<String> body = new CompletableFuture<>();
			CompletableFuture<String> update = shop.changeLater(body);
			body.cancel(false);
			assertThatExceptionOfType(CancellationException.class).isThrownBy(update::join);
			assertThat(shop.future(1).join().version()).isEqualTo(2);
		});
	}

	@Test
	void anInterruptedMethodInvalidates() {
		run((shop) -> {
			shop.future(1).join();
			Thread.currentThread().interrupt();
			assertThatExceptionOfType(InterruptedException.class).isThrownBy(shop::changeAndWait);
			assertThat(shop.future(1).join().version()).isEqualTo(2);
		});
	}

	@Test
	void aMonoThatFailsInvalidatesAndPutsNothing() {
		run((shop) -> {
			shop.mono(1).block();
			StepVerifier.create(shop.monoChange(Mono.error(new IOException("late"))))
				.verifyErrorMatches((ex) -> ex instanceof IOException);
			assertThat(shop.mono(1).block().version()).isEqualTo(2);
		});
	}

	@Test
	void aFluxThatFailsInvalidates() {
		run((shop) -> {
			shop.mono(1).block();
			StepVerifier.create(shop.fluxChange(Flux.just(1).concatWith(Flux.error(new IOException("late")))))
				.verifyErrorMatches((ex) -> ex instanceof IOException);
			assertThat(shop.mono(1).block().version()).isEqualTo(2);
		});
	}

	@Test
	void aMonoThatIsCanceledRunsToItsEndAndInvalidatesThen() {
		run((shop) -> {
			shop.mono(1).block();
			Sinks.One<Product> body = Sinks.one();
			Disposable change = shop.monoChange(body.asMono()).subscribe();
			await().until(() -> body.currentSubscriberCount() == 1);
			change.dispose();
			assertThat(shop.mono(1).block().version()).isOne();
			body.tryEmitValue(new Product(1, 2));
			await().untilAsserted(() -> assertThat(shop.mono(1).block().version()).isEqualTo(2));
		});
	}

	@Test
	void whatFollowsAFutureDoesNotHoldUpTheConnection() {
		run((shop) -> {
			AtomicReference<String> cached = new AtomicReference<>("");
			AtomicReference<String> updated = new AtomicReference<>("");
			shop.future(1).thenRun(() -> cached.set(Thread.currentThread().getName())).join();
			shop.updateLater(CompletableFuture.completedFuture("done"))
				.thenRun(() -> updated.set(Thread.currentThread().getName()))
				.join();
			assertThat(List.of(cached.get(), updated.get(), shop.loader()))
				.noneMatch((name) -> name.contains("lettuce"));
		});
	}

	@Test
	void aMonoIsLookedUpForEachSubscription() {
		run((shop) -> {
			Mono<Product> product = shop.mono(1);
			assertThat(shop.loads()).isZero();
			StepVerifier.create(product).expectNext(new Product(1, 1)).verifyComplete();
			StepVerifier.create(product).expectNext(new Product(1, 1)).verifyComplete();
			assertThat(shop.loads()).isOne();
			this.caches.manager().invalidate(Invalidation.ofTags("product:1"));
			StepVerifier.create(product).expectNext(new Product(1, 2)).verifyComplete();
		});
	}

	@Test
	void anEmptyMonoIsCached() {
		run((shop) -> {
			StepVerifier.create(shop.mono(0)).verifyComplete();
			StepVerifier.create(shop.mono(0)).verifyComplete();
			assertThat(shop.loads()).isOne();
		});
	}

	@Test
	void aFailingMonoFailsWithItsOwnExceptionAndIsNotCached() {
		run((shop) -> {
			StepVerifier.create(shop.mono(-1)).verifyErrorMatches((ex) -> ex instanceof IOException);
			StepVerifier.create(shop.mono(-1)).verifyErrorMatches((ex) -> ex instanceof IOException);
			assertThat(shop.loads()).isEqualTo(2);
		});
	}

	@Test
	void theContextOfTheSubscriberReachesTheMethod() {
		run((shop) -> StepVerifier.create(shop.greeting().contextWrite((context) -> context.put("user", "Ada")))
			.expectNext("Hello Ada")
			.verifyComplete());
	}

	@Test
	void aFluxIsCachedAsAListAndReplayed() {
		run((shop) -> {
			Flux<Product> products = shop.flux(2);
			assertThat(shop.loads()).isZero();
			StepVerifier.create(products).expectNext(new Product(0, 1), new Product(1, 1)).verifyComplete();
			StepVerifier.create(products, 1).expectNext(new Product(0, 1)).thenCancel().verify();
			StepVerifier.create(shop.flux(2)).expectNextCount(2).verifyComplete();
			assertThat(shop.loads()).isOne();
			StepVerifier.create(shop.flux(0)).verifyComplete();
			StepVerifier.create(shop.flux(0)).verifyComplete();
			assertThat(shop.loads()).isEqualTo(2);
		});
	}

	@Test
	void aFluxThatBypassesTheCacheIsNotCollected() {
		run((shop) -> StepVerifier.create(shop.flux(-1).take(3)).expectNextCount(3).verifyComplete());
	}

	@Test
	void aMonoInvalidatesAndPutsWhenItCompletes() {
		run((shop) -> {
			shop.mono(1).block();
			shop.mono(2).block();
			Mono<Product> save = shop.monoPut(1);
			assertThat(shop.mono(2).block().version()).isEqualTo(2);
			assertThat(save.block().version()).isEqualTo(3);
			assertThat(shop.mono(1).block().version()).isEqualTo(3);
			assertThat(shop.mono(2).block().version()).isEqualTo(4);
		});
	}

	@Test
	void aMonoOfNothingInvalidates() {
		run((shop) -> {
			shop.mono(1).block();
			shop.monoUpdate().block();
			assertThat(shop.mono(1).block().version()).isEqualTo(2);
		});
	}

	@Test
	void theThreeStylesShareAnEntry() {
		run((shop) -> {
			shop.future(1).join();
			assertThat(shop.mono(1).block()).isEqualTo(new Product(1, 1));
		});
	}

	private void run(Consumer<Shop> test) {
		this.caches.runner().withBean(Shop.class).run((context) -> test.accept(context.getBean(Shop.class)));
	}

	record Product(long id, int version) {
	}

	static class Shop {

		private final AtomicInteger loads = new AtomicInteger();

		private volatile String loader = "";

		int loads() {
			return this.loads.get();
		}

		String loader() {
			return this.loader;
		}

		private Product load(long id) {
			this.loader = Thread.currentThread().getName();
			return new Product(id, this.loads.incrementAndGet());
		}

		@RegionCached(cacheNames = "products", key = "#id", tags = "product:#{#result.id}")
		public CompletableFuture<Product> future(long id) {
			return CompletableFuture.completedFuture(load(id));
		}

		@RegionCached(cacheNames = "products", key = "#id")
		public CompletionStage<Optional<Product>> stage(long id) {
			Product product = load(id);
			return CompletableFuture.completedStage((id > 0) ? Optional.of(product) : Optional.empty());
		}

		@RegionCached(cacheNames = "failing", key = "1")
		public CompletableFuture<String> failing(Exception failure) {
			if (failure == null) {
				throw new IllegalStateException("at once");
			}
			return CompletableFuture.failedFuture(failure);
		}

		@RegionPut(cacheNames = "products", key = "#result.id")
		public CompletableFuture<Product> putLater(long id) {
			return CompletableFuture.supplyAsync(() -> load(id));
		}

		@Invalidates(tags = "product:1", condition = "#result == 'done'")
		public CompletableFuture<String> updateLater(CompletableFuture<String> body) {
			return body;
		}

		@Invalidates(tags = "product:1")
		public CompletableFuture<String> changeLater(CompletableFuture<String> body) {
			return body;
		}

		@Invalidates(tags = "product:1")
		public void changeAndWait() throws InterruptedException {
			new CountDownLatch(1).await();
		}

		@RegionPut(cacheNames = "products", key = "1L")
		public Mono<Product> monoChange(Mono<Product> body) {
			return body;
		}

		@Invalidates(tags = "product:1")
		public Flux<Integer> fluxChange(Flux<Integer> body) {
			return body;
		}

		@RegionCached(cacheNames = "products", key = "#id", tags = { "monos", "product:#{#id}" })
		public Mono<Product> mono(long id) {
			Product product = load(id);
			if (id < 0) {
				return Mono.error(new IOException("negative"));
			}
			return (id == 0) ? Mono.empty() : Mono.just(product);
		}

		@RegionCached("greetings")
		public Mono<String> greeting() {
			return Mono.deferContextual((context) -> Mono.just("Hello " + context.get("user")));
		}

		@RegionCached(cacheNames = "lists", condition = "#count >= 0")
		public Flux<Product> flux(int count) {
			int version = this.loads.incrementAndGet();
			return (count < 0) ? Flux.<Product>generate((sink) -> sink.next(new Product(0, version)))
					: Flux.range(0, count).map((id) -> new Product(id, version));
		}

		@RegionPut(cacheNames = "products", key = "#result.id")
		@Invalidates(tags = "monos")
		public Mono<Product> monoPut(long id) {
			return Mono.fromSupplier(() -> load(id));
		}

		@Invalidates(tags = "monos")
		public Mono<Void> monoUpdate() {
			return Mono.empty();
		}

	}

}
