package io.regioncache.interceptor;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongFunction;

import io.regioncache.autoconfigure.interceptor.RegionAnnotationsAutoConfiguration;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.transaction.RegionTransactionsAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.testkit.RedisExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CacheConfig;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.Caching;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.cache.interceptor.KeyGenerator;
import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * That whatever is done through Spring's annotations and its {@link Cache} has the same
 * answers, and asks the origin as often, on a region as on a map.
 */
class SpringOnMapAndRegionTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	@Test
	void annotationsMeanTheSame() {
		assertThat(onRegion(SpringOnMapAndRegionTests::annotations)).hasSizeGreaterThan(400)
			.zipSatisfy(onMap(SpringOnMapAndRegionTests::annotations),
					(region, map) -> assertThat(region).isEqualTo(map));
	}

	@Test
	void theCacheDoesTheSame() {
		assertThat(onRegion(SpringOnMapAndRegionTests::direct)).hasSizeGreaterThan(25)
			.zipSatisfy(onMap(SpringOnMapAndRegionTests::direct), (region, map) -> assertThat(region).isEqualTo(map));
	}

	@Test
	void whatIsThrownInPlaceOfAFutureOrAPublisherIsItsOwn() {
		onRegion((steps, context) -> {
			Shop shop = context.getBean(Shop.class);
			for (CompletableFuture<?> future : List.of(shop.future(-2), shop.futureSync(-2))) {
				assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> future.get(10, TimeUnit.SECONDS))
					.withCauseExactlyInstanceOf(IllegalArgumentException.class);
			}
			assertThatIllegalArgumentException().isThrownBy(() -> shop.mono(-2).block()).withMessage("at once");
			assertThatIllegalArgumentException().isThrownBy(() -> shop.monoSync(-2).block()).withMessage("at once");
			assertThatIllegalArgumentException().isThrownBy(() -> shop.flux(-2).blockLast()).withMessage("at once");
		});
	}

	private static void annotations(Steps steps, ApplicationContext context) {
		Shop shop = context.getBean(Shop.class);
		for (long id : new long[] { 1, 1, 0, 0, 2, -1 }) {
			steps.twice(id, shop::generatedKey, shop::inherited, shop::rootKey, shop::sync, shop::syncMaybe,
					shop::syncSelected, shop::primitive, shop::never, shop::empty, shop::variable,
					(it) -> shop.generic("n" + it));
			steps.once(id, shop::maybeUnless, shop::maybe, shop::putMaybe, shop::maybe, shop::putMaybeOfResult,
					shop::maybe, shop::plain, shop::evictSelected, shop::plain, shop::evictOfResult, shop::plain,
					shop::evictBefore, shop::plain, shop::evictAllAfter, shop::plain, shop::evictAllBefore,
					shop::plain);
			steps.once(id, shop::put, shop::plain, shop::second, shop::both, shop::other, shop::several, shop::other,
					shop::evictOfResult, shop::several, shop::cachedAndPut, shop::plain, shop::second,
					shop::evictGenerated, shop::generatedKey);
			steps.twice(id, shop::future, shop::futureSync, shop::futureMaybe, shop::futureMaybeSync,
					shop::futureUnless);
			steps.once(id, shop::putFuture, shop::future, shop::evictFuture, shop::future);
			steps.twice(id, shop::mono, shop::monoSync, shop::monoMaybe, shop::monoUnless, shop::flux, shop::fluxSync);
			steps.once(id, shop::putMono, shop::mono, shop::evictMono, shop::mono, shop::evictMonoOfResult, shop::mono,
					shop::putFlux, shop::flux);
		}
	}

	private static void direct(Steps steps, ApplicationContext context) {
		Cache cache = context.getBean(CacheManager.class).getCache("direct");
		steps.run("get", () -> cache.get("a"));
		steps.run("putIfAbsent", () -> cache.putIfAbsent("a", 1));
		steps.run("putIfAbsent", () -> value(cache.putIfAbsent("a", 2)));
		steps.run("get", () -> value(cache.get("a")));
		steps.run("get(type)", () -> cache.get("a", Integer.class));
		steps.run("get(wrong type)", () -> kind(() -> cache.get("a", String.class)));
		steps.run("get(no type)", () -> cache.get("a", (Class<?>) null));
		steps.run("put null", () -> {
			cache.put("n", null);
			return value(cache.get("n"));
		});
		steps.run("get(type) of null", () -> cache.get("n", String.class));
		steps.run("putIfAbsent on null", () -> value(cache.putIfAbsent("n", 5)));
		steps.run("putIfAbsent of null", () -> cache.putIfAbsent("n2", null));
		steps.run("get", () -> value(cache.get("n2")));
		steps.run("get(loader)", () -> cache.get("c", () -> 5));
		steps.run("get(loader)", () -> cache.get("c", () -> 6));
		steps.run("get(loader) of null", () -> cache.get("cn", () -> null));
		steps.run("get(loader) of null", () -> cache.get("cn", () -> 6));
		steps.run("get(failing loader)", () -> kind(() -> cache.get("ce", () -> {
			throw new IOException("io");
		})));
		steps.run("retrieve", () -> later(cache.retrieve("n")));
		steps.run("retrieve", () -> later(cache.retrieve("a")));
		steps.run("retrieve(loader)", () -> cache.retrieve("r", () -> CompletableFuture.completedFuture(8)));
		steps.run("retrieve(loader)", () -> cache.retrieve("r", () -> CompletableFuture.completedFuture(9)));
		steps.run("retrieve(loader) of null",
				() -> cache.retrieve("rn", () -> CompletableFuture.completedFuture(null)));
		steps.run("retrieve(loader) of null", () -> cache.retrieve("rn", () -> CompletableFuture.completedFuture(9)));
		steps.run("retrieve(failing loader)",
				() -> cache.retrieve("rf", () -> CompletableFuture.failedFuture(new IOException("io"))));
		steps.run("evictIfPresent", () -> cache.evictIfPresent("a"));
		steps.run("evictIfPresent", () -> cache.evictIfPresent("a"));
		steps.run("evictIfPresent of null", () -> cache.evictIfPresent("n"));
		steps.run("evict", () -> {
			cache.put("x", 1);
			cache.evict("x");
			return cache.get("x");
		});
		steps.run("clear", () -> {
			cache.put("x", 1);
			cache.clear();
			return cache.get("x");
		});
		steps.run("invalidate", () -> {
			cache.put("x", 1);
			cache.invalidate();
			return cache.get("x");
		});
	}

	private static @Nullable Object later(@Nullable CompletableFuture<?> future) {
		Object value = (future != null) ? future.join() : null;
		return (value instanceof Cache.ValueWrapper wrapper) ? value(wrapper) : value;
	}

	private static String value(Cache.@Nullable ValueWrapper wrapper) {
		return (wrapper != null) ? "a value: " + wrapper.get() : "none";
	}

	private static String kind(Callable<?> call) {
		try {
			return "returned " + call.call();
		}
		catch (Cache.ValueRetrievalException ex) {
			return ex.getKey() + " failed by " + ex.getCause();
		}
		catch (Exception ex) {
			return ex.getClass().getName();
		}
	}

	private static List<String> onMap(Script script) {
		Steps steps = new Steps();
		new ApplicationContextRunner().withBean(ConcurrentMapCacheManager.class)
			.withUserConfiguration(Application.class)
			.run(steps.of(script)::accept);
		return steps.answers;
	}

	private static List<String> onRegion(Script script) {
		Steps steps = new Steps();
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class,
					RegionAnnotationsAutoConfiguration.class, RegionTransactionsAutoConfiguration.class))
			.withUserConfiguration(Application.class)
			.withPropertyValues("regions.endpoints.here.url=" + redis.server().url(), "regions.command-timeout=10s",
					"regions.connect-timeout=10s")
			.run(steps.of(script)::accept);
		return steps.answers;
	}

	@FunctionalInterface
	interface Script {

		void run(Steps steps, ApplicationContext context);

	}

	/**
	 * What was asked, and how it was answered.
	 */
	private static final class Steps {

		private final List<String> answers = new ArrayList<>();

		private AtomicInteger loads = new AtomicInteger();

		Consumer<ApplicationContext> of(Script script) {
			return (context) -> {
				this.loads = context.getBean(AtomicInteger.class);
				script.run(this, context);
			};
		}

		@SafeVarargs
		final void once(long id, LongFunction<?>... methods) {
			for (LongFunction<?> method : methods) {
				run("step " + this.answers.size() + " with " + id, () -> method.apply(id));
			}
		}

		@SafeVarargs
		final void twice(long id, LongFunction<?>... methods) {
			once(id, methods);
			once(id, methods);
		}

		void run(String what, Callable<?> step) {
			int before = this.loads.get();
			String answer = answer(step);
			this.answers.add(what + ": " + answer + " after " + (this.loads.get() - before) + " loads");
		}

		private static String answer(Callable<?> step) {
			try {
				Object answer = step.call();
				if (answer instanceof CompletableFuture<?> future) {
					answer = future.get(10, TimeUnit.SECONDS);
				}
				else if (answer instanceof Mono<?> mono) {
					answer = mono.block(Duration.ofSeconds(10));
				}
				else if (answer instanceof Flux<?> flux) {
					answer = flux.collectList().block(Duration.ofSeconds(10));
				}
				return String.valueOf(answer);
			}
			catch (ExecutionException | CompletionException ex) {
				return "later " + ex.getCause();
			}
			catch (Exception ex) {
				return ex.toString();
			}
		}

	}

	record Product(long id, int version) {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching(proxyTargetClass = true)
	static class Application {

		@Bean
		AtomicInteger loads() {
			return new AtomicInteger();
		}

		@Bean
		Shop shop(AtomicInteger loads) {
			return new Shop(loads);
		}

		@Bean
		KeyGenerator first() {
			return (target, method, arguments) -> new SimpleKey(target.getClass().getSimpleName(), arguments[0]);
		}

	}

	abstract static class Shelf {

		private final AtomicInteger loads;

		Shelf(AtomicInteger loads) {
			this.loads = loads;
		}

		@Nullable Product load(long id) {
			int version = this.loads.incrementAndGet();
			if (id == -1) {
				throw new IllegalStateException("no such product");
			}
			return (id != 0) ? new Product(id, version) : null;
		}

		Optional<Product> maybeLoad(long id) {
			return Optional.ofNullable(load(id));
		}

		@Cacheable("inherited")
		public @Nullable Product inherited(long id) {
			return load(id);
		}

	}

	@CacheConfig(cacheNames = "generated", keyGenerator = "first")
	static class Shop extends Shelf {

		Shop(AtomicInteger loads) {
			super(loads);
		}

		private static void throwAtOnce(long id) {
			if (id == -2) {
				throw new IllegalArgumentException("at once");
			}
		}

		@Cacheable
		public @Nullable Product generatedKey(long id) {
			return load(id);
		}

		@CacheEvict
		public String evictGenerated(long id) {
			return "evicted";
		}

		@Cacheable(cacheNames = "root",
				key = "#root.methodName + #root.args[0] + #root.caches[0].name + #root.targetClass.simpleName")
		public @Nullable Product rootKey(long id) {
			return load(id);
		}

		@Cacheable(cacheNames = "sync", key = "#id", sync = true)
		public @Nullable Product sync(long id) {
			return load(id);
		}

		@Cacheable(cacheNames = "syncMaybe", key = "#id", sync = true)
		public Optional<Product> syncMaybe(long id) {
			return maybeLoad(id);
		}

		@Cacheable(cacheNames = "syncSelected", key = "#id", sync = true, condition = "#id > 1")
		public @Nullable Product syncSelected(long id) {
			return load(id);
		}

		@Cacheable(cacheNames = "primitive", key = "#id")
		public int primitive(long id) {
			return load(id + 10).version();
		}

		@Cacheable(cacheNames = "never", key = "#id")
		public boolean never(long id) {
			load(id);
			return false;
		}

		@Cacheable(cacheNames = "empty", key = "#id")
		public String empty(long id) {
			load(id);
			return "";
		}

		@Cacheable("variable")
		public @Nullable Product variable(long... ids) {
			return load(ids[0]);
		}

		@Cacheable("generics")
		public <T> List<T> generic(T id) {
			load(1);
			return List.of(id);
		}

		@Cacheable(cacheNames = "maybe", key = "#id", unless = "#result == null")
		public Optional<Product> maybeUnless(long id) {
			return maybeLoad(id);
		}

		@Cacheable(cacheNames = "maybe", key = "#id")
		public Optional<Product> maybe(long id) {
			return maybeLoad(id);
		}

		@CachePut(cacheNames = "maybe", key = "#id")
		public Optional<Product> putMaybe(long id) {
			return maybeLoad(id);
		}

		@CachePut(cacheNames = "maybe", key = "#result.id", condition = "#result != null")
		public Optional<Product> putMaybeOfResult(long id) {
			return maybeLoad(id);
		}

		@Cacheable(cacheNames = "plain", key = "#id")
		public @Nullable Product plain(long id) {
			return load(id);
		}

		@Cacheable(cacheNames = "second", key = "#id")
		public @Nullable Product second(long id) {
			return load(id);
		}

		@Cacheable(cacheNames = { "plain", "second" }, key = "#id")
		public @Nullable Product both(long id) {
			return load(id);
		}

		@Cacheable(cacheNames = "other", key = "#id")
		public @Nullable Product other(long id) {
			return load(id);
		}

		@CacheEvict(cacheNames = "plain", key = "#id", condition = "#id == 1")
		public boolean evictSelected(long id) {
			return true;
		}

		@CacheEvict(cacheNames = "plain", key = "#result")
		public long evictOfResult(long id) {
			return id;
		}

		@CacheEvict(cacheNames = "plain", key = "#id", beforeInvocation = true)
		public long evictBefore(long id) {
			throw new IllegalStateException("failed");
		}

		@CacheEvict(cacheNames = "plain", allEntries = true)
		public long evictAllAfter(long id) {
			throw new IllegalStateException("failed");
		}

		@CacheEvict(cacheNames = "plain", allEntries = true, beforeInvocation = true)
		public long evictAllBefore(long id) {
			throw new IllegalStateException("failed");
		}

		@CachePut(cacheNames = { "plain", "second" }, key = "#id", unless = "#result == null", condition = "#id != 2")
		public @Nullable Product put(long id) {
			return load(id);
		}

		@Caching(
				cacheable = { @Cacheable(cacheNames = "plain", key = "#id"),
						@Cacheable(cacheNames = "second", key = "#id + 100") },
				evict = @CacheEvict(cacheNames = "other", key = "#id"))
		public @Nullable Product several(long id) {
			return load(id);
		}

		@Caching(cacheable = @Cacheable(cacheNames = "plain", key = "#id"),
				put = @CachePut(cacheNames = "second", key = "#id"))
		public @Nullable Product cachedAndPut(long id) {
			return load(id);
		}

		@Cacheable(cacheNames = "future", key = "#id")
		public CompletableFuture<@Nullable Product> future(long id) {
			throwAtOnce(id);
			return later(id);
		}

		@Cacheable(cacheNames = "futureSync", key = "#id", sync = true)
		public CompletableFuture<@Nullable Product> futureSync(long id) {
			throwAtOnce(id);
			return later(id);
		}

		@Cacheable(cacheNames = "futureMaybe", key = "#id")
		public CompletableFuture<Optional<Product>> futureMaybe(long id) {
			return later(id).thenApply(Optional::ofNullable);
		}

		@Cacheable(cacheNames = "futureMaybeSync", key = "#id", sync = true)
		public CompletableFuture<Optional<Product>> futureMaybeSync(long id) {
			return later(id).thenApply(Optional::ofNullable);
		}

		@Cacheable(cacheNames = "futureUnless", key = "#id", unless = "#result == null")
		public CompletableFuture<@Nullable Product> futureUnless(long id) {
			return later(id);
		}

		@CachePut(cacheNames = "future", key = "#id")
		public CompletableFuture<@Nullable Product> putFuture(long id) {
			return later(id);
		}

		@CacheEvict(cacheNames = "future", key = "#id")
		public CompletableFuture<@Nullable Void> evictFuture(long id) {
			return later(id).thenApply((product) -> null);
		}

		private CompletableFuture<@Nullable Product> later(long id) {
			try {
				return CompletableFuture.completedFuture(load(id));
			}
			catch (IllegalStateException ex) {
				return CompletableFuture.failedFuture(ex);
			}
		}

		@Cacheable(cacheNames = "mono", key = "#id")
		public Mono<Product> mono(long id) {
			throwAtOnce(id);
			return Mono.fromSupplier(() -> load(id));
		}

		@Cacheable(cacheNames = "monoSync", key = "#id", sync = true)
		public Mono<Product> monoSync(long id) {
			throwAtOnce(id);
			return Mono.fromSupplier(() -> load(id));
		}

		@Cacheable(cacheNames = "monoMaybe", key = "#id")
		public Mono<Optional<Product>> monoMaybe(long id) {
			return Mono.fromSupplier(() -> maybeLoad(id));
		}

		@Cacheable(cacheNames = "monoUnless", key = "#id", unless = "#result.id == 1")
		public Mono<Product> monoUnless(long id) {
			return Mono.fromSupplier(() -> load(id));
		}

		@CachePut(cacheNames = "mono", key = "#id")
		public Mono<Product> putMono(long id) {
			return Mono.fromSupplier(() -> load(id));
		}

		@CacheEvict(cacheNames = "mono", key = "#id")
		public Mono<Void> evictMono(long id) {
			return Mono.empty();
		}

		@CacheEvict(cacheNames = "mono", key = "#result.id")
		public Mono<Product> evictMonoOfResult(long id) {
			return Mono.just(new Product(id, -1));
		}

		@Cacheable(cacheNames = "flux", key = "#id")
		public Flux<Product> flux(long id) {
			throwAtOnce(id);
			return elements(id);
		}

		@Cacheable(cacheNames = "fluxSync", key = "#id", sync = true)
		public Flux<Product> fluxSync(long id) {
			return elements(id);
		}

		@CachePut(cacheNames = "flux", key = "#id")
		public Flux<Product> putFlux(long id) {
			return elements(id);
		}

		private Flux<Product> elements(long id) {
			return Mono.fromSupplier(() -> load(id)).flatMapMany((product) -> Flux.just(product, product));
		}

	}

}
