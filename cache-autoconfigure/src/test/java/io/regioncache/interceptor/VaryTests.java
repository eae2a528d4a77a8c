package io.regioncache.interceptor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.regioncache.annotation.Invalidates;
import io.regioncache.annotation.RegionCached;
import io.regioncache.annotation.RegionPut;
import io.regioncache.annotation.Vary;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.caller.CallerScope;
import io.regioncache.caller.CallerAttribute;
import io.regioncache.caller.CallerContext;
import io.regioncache.caller.CallerException;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What varies by the caller lies in an entry for each, whichever thread loads it.
 */
class VaryTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@RegisterExtension
	final RegionCaches caches = new RegionCaches(redis);

	@BeforeEach
	void propagate() {
		Tenants.propagate();
	}

	@AfterEach
	void keep() {
		Tenants.keep();
	}

	@ParameterizedTest
	@ValueSource(strings = { "blocking", "future", "mono", "flux" })
	void eachTenantHasAnEntryOfItsOwn(String style) {
		run((shop) -> {
			for (int i = 0; i < 3; i++) {
				assertThat(read(shop, style, "acme", 1)).isEqualTo("acme 1");
				assertThat(read(shop, style, "bolt", 1)).isEqualTo("bolt 1");
			}
			assertThat(shop.loads()).isEqualTo(2);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "blocking", "future", "mono", "flux" })
	void withoutATenantNothingIsLookedUp(String style) {
		run((shop) -> {
			assertThatExceptionOfType(CallerException.class).isThrownBy(() -> read(shop, style, null, 1))
				.withMessage(
						"This call varies by TENANT, but there is no tenant here. Call it where one is bound to the "
								+ "thread, and let it follow the caller to other threads.");
			assertThatExceptionOfType(CallerException.class).isThrownBy(() -> read(shop, style, "", 1));
			assertThat(shop.loads()).isZero();
			assertThat(this.caches.manager().getCache(style).statistics().get(Event.MISS)).isZero();
		});
	}

	@Test
	void withoutATenantAPutIsRefusedBeforeItsBody() {
		run((shop) -> {
			assertThatExceptionOfType(CallerException.class).isThrownBy(() -> shop.put(1));
			assertThat(shop.loads()).isZero();
		});
	}

	@Test
	void someoneHasToTellTheTenant() {
		this.caches.runner()
			.withBean(Shop.class, Shop::new)
			.run((context) -> assertThatExceptionOfType(CallerException.class)
				.isThrownBy(() -> context.getBean(Shop.class).blocking(1))
				.withMessage("This call varies by TENANT, but no bean tells it. "
						+ "Declare one, as in CallerAttribute.of(\"TENANT\", () -> ...)."));
	}

	@Test
	void invalidatingAKeyConcernsEveryTenant() {
		run((shop) -> {
			read(shop, "blocking", "acme", 1);
			read(shop, "blocking", "bolt", 1);
			read(shop, "blocking", "bolt", 2);
			shop.invalidate(1);
			read(shop, "blocking", "acme", 1);
			read(shop, "blocking", "bolt", 1);
			assertThat(shop.loads()).isEqualTo(5);
			read(shop, "blocking", "bolt", 2);
			assertThat(shop.loads()).isEqualTo(5);
		});
	}

	@Test
	void aPutIsForItsTenantAndInvalidatesTheKeyForAllOthers() {
		run((shop) -> {
			read(shop, "blocking", "acme", 1);
			read(shop, "blocking", "bolt", 1);
			assertThat(Tenants.as("acme", () -> shop.put(1))).isEqualTo("put by acme");
			assertThat(read(shop, "blocking", "acme", 1)).isEqualTo("put by acme");
			assertThat(read(shop, "blocking", "bolt", 1)).isEqualTo("bolt 1");
			assertThat(shop.loads()).isEqualTo(4);
		});
	}

	@Test
	void aRefreshRunsForTheTenantThatHasAsked() {
		run((shop) -> {
			assertThat(read(shop, "stale", "acme", 1)).isEqualTo("acme 1");
			awaitLoads(shop, 2, () -> read(shop, "stale", "acme", 1));
			assertThat(read(shop, "stale", "acme", 1)).isEqualTo("acme 1");
			assertThat(shop.foreign()).isZero();
		});
	}

	@Test
	void aRefreshIsRefusedWhereTheTenantDoesNotFollow() {
		Tenants.keep();
		run((shop) -> {
			assertThat(read(shop, "stale", "acme", 1)).isEqualTo("acme 1");
			Awaitility.await().until(() -> {
				assertThat(read(shop, "stale", "acme", 1)).isEqualTo("acme 1");
				return this.caches.manager().getCache("stale").statistics().get(Event.LOAD_FAILURE) > 0;
			});
			assertThat(shop.foreign()).isZero();
		});
	}

	@Test
	void aTenantMayBeBoundByItsAttribute() {
		Tenants.keep();
		CallerAttribute binding = new CallerAttribute() {

			@Override
			public String name() {
				return Vary.TENANT;
			}

			@Override
			public Object value() {
				return Tenants.current();
			}

			@Override
			public CallerScope bind(Object value) {
				String former = Tenants.current();
				Tenants.set((String) value);
				return () -> Tenants.set(former);
			}

		};
		this.caches.runner()
			.withBean(CallerAttribute.class, () -> binding)
			.withBean(Shop.class, Shop::new)
			.run((context) -> {
				Shop shop = context.getBean(Shop.class);
				assertThat(read(shop, "stale", "acme", 1)).isEqualTo("acme 1");
				awaitLoads(shop, 2, () -> read(shop, "stale", "acme", 1));
				assertThat(shop.foreign()).isZero();
			});
	}

	@Test
	void aPrincipalIsAskedForOnlyWhereItMatters() {
		AtomicInteger asked = new AtomicInteger();
		CallerAttribute principal = CallerAttribute.of(Vary.PRINCIPAL, () -> {
			CallerContext context = CallerContext.current();
			return (context != null) ? context.principal() : null;
		});
		this.caches.runner()
			.withBean(CallerAttribute.class, () -> principal)
			.withBean("tenant", CallerAttribute.class, Tenants::attribute)
			.withBean(Shop.class, Shop::new)
			.run((context) -> {
				Shop shop = context.getBean(Shop.class);
				for (String name : List.of("ann", "bob", "ann")) {
					Context request = Context.of(CallerContext.class, new CallerContext(Map.of(), null, null),
							CallerContext.PRINCIPAL, Mono.fromCallable(() -> {
								asked.incrementAndGet();
								return CallerContext.principal(name);
							}));
					assertThat(shop.own(1).contextWrite(request).block()).isEqualTo("=" + name);
					shop.mono(1).contextWrite(request.put(Tenants.KEY, "acme")).block();
				}
				assertThat(asked.get()).isEqualTo(3);
				assertThat(shop.loads()).isEqualTo(3);
			});
	}

	@Test
	void fiftyTenantsNeverReadEachOthersValues() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(50);
		try {
			run((shop) -> {
				List<Future<Integer>> readers = new ArrayList<>();
				for (int tenant = 0; tenant < 50; tenant++) {
					String name = "tenant-" + tenant;
					readers.add(threads.submit(() -> readAll(shop, name)));
				}
				int reads = 0;
				for (Future<Integer> reader : readers) {
					reads += get(reader);
				}
				assertThat(reads).isEqualTo(50 * 5 * 60);
				assertThat(shop.foreign()).isZero();
			});
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static int readAll(Shop shop, String tenant) {
		int reads = 0;
		for (int i = 0; i < 60; i++) {
			for (String style : List.of("blocking", "future", "mono", "flux", "stale")) {
				int id = ThreadLocalRandom.current().nextInt(4);
				assertThat(read(shop, style, tenant, id)).isEqualTo(tenant + " " + id);
				reads++;
			}
			if (i % 10 == 0) {
				shop.invalidate(ThreadLocalRandom.current().nextInt(4));
			}
		}
		return reads;
	}

	private static void awaitLoads(Shop shop, int loads, Runnable read) {
		Awaitility.await().until(() -> {
			read.run();
			return shop.loads() >= loads;
		});
	}

	private static <T> T get(Future<T> future) {
		try {
			return future.get(120, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void run(Consumer<Shop> test) {
		this.caches.runner()
			.withBean(CallerAttribute.class, Tenants::attribute)
			.withBean(Shop.class, Shop::new)
			.run((context) -> test.accept(context.getBean(Shop.class)));
	}

	private static String read(Shop shop, String style, String tenant, int id) {
		return switch (style) {
			case "blocking" -> Tenants.as(tenant, () -> shop.blocking(id));
			case "stale" -> Tenants.as(tenant, () -> shop.stale(id, tenant));
			case "future" -> join(Tenants.as(tenant, () -> shop.future(id)));
			case "mono" -> shop.mono(id).contextWrite((context) -> context.putNonNull(Tenants.KEY, tenant)).block();
			default -> shop.flux(id).contextWrite((context) -> context.putNonNull(Tenants.KEY, tenant)).blockLast();
		};
	}

	private static <T> T join(CompletableFuture<T> future) {
		try {
			return future.get(60, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			throw (RuntimeException) ex.getCause();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	static class Shop {

		private final AtomicInteger loads = new AtomicInteger();

		/**
		 * Loads for another tenant than the one that has asked.
		 */
		private final AtomicInteger foreign = new AtomicInteger();

		int loads() {
			return this.loads.get();
		}

		int foreign() {
			return this.foreign.get();
		}

		@RegionCached(cacheNames = "blocking", key = "#id", vary = Vary.TENANT)
		public String blocking(int id) {
			return load(id);
		}

		@RegionCached(cacheNames = "stale", key = "#id", vary = Vary.TENANT, ttl = "20ms", staleWhileRevalidate = "1m")
		public String stale(int id, String tenant) {
			if (!tenant.equals(Tenants.current())) {
				this.foreign.incrementAndGet();
			}
			return load(id);
		}

		@RegionCached(cacheNames = "future", key = "#id", vary = Vary.TENANT)
		public CompletableFuture<String> future(int id) {
			return CompletableFuture.completedFuture(load(id));
		}

		@RegionCached(cacheNames = "mono", key = "#id", vary = Vary.TENANT)
		public Mono<String> mono(int id) {
			String bound = load(id);
			return Mono.deferContextual((context) -> {
				assertThat(bound).startsWith(context.<String>get(Tenants.KEY));
				return Mono.just(bound);
			});
		}

		@RegionCached(cacheNames = "flux", key = "#id", vary = Vary.TENANT)
		public Flux<String> flux(int id) {
			return Flux.just(load(id));
		}

		@RegionCached(cacheNames = "own", key = "#id", vary = Vary.PRINCIPAL)
		public Mono<String> own(int id) {
			load(id);
			CallerContext context = CallerContext.current();
			return Mono.justOrEmpty((context != null) ? context.principal() : null);
		}

		@RegionPut(cacheNames = "blocking", key = "#id", vary = Vary.TENANT)
		public String put(int id) {
			this.loads.incrementAndGet();
			return "put by " + Tenants.current();
		}

		@Invalidates(cacheNames = { "blocking", "future", "mono", "flux", "stale" }, key = "#id")
		public void invalidate(int id) {
		}

		private String load(int id) {
			this.loads.incrementAndGet();
			return Tenants.current() + " " + id;
		}

	}

}
