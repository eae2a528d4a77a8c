package io.regioncache.interceptor;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.LongFunction;

import com.sun.management.ThreadMXBean;
import io.regioncache.annotation.Consistency;
import io.regioncache.annotation.RegionCached;
import io.regioncache.cache.CacheNode;
import io.regioncache.cache.RegionCache;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.near.NearCache.Outcome;
import io.regioncache.cache.near.NearSettings;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.testkit.RedisExtension;
import org.aopalliance.intercept.MethodInterceptor;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Hits of annotated methods in what the process keeps itself.
 */
class NearAdviceTests {

	private static final long ID = 4711;

	private static final int CALLS = 20_000;

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	private CacheNode node;

	private Shop shop;

	@BeforeEach
	void start() {
		open(CacheSettings.DEFAULTS.mutate().near(NearSettings.ofSize(100)).build());
	}

	private void open(CacheSettings settings) {
		this.node = CacheNode.at(redis.server().url(), settings);
		ProxyFactory factory = new ProxyFactory(new Shop());
		factory.setProxyTargetClass(true);
		factory.addAdvisor(new RegionAnnotationAdvisor(new DefaultListableBeanFactory(), this.node::manager,
				Runnable::run, new KeylessMethods(), new SharedValues(), new WrittenMethods()));
		this.shop = (Shop) factory.getProxy();
	}

	@AfterEach
	void stop() {
		this.node.close();
	}

	@Test
	void aHitMakesNothingBesideWhatTheProxyMakes() {
		awaitNear(this.shop::tagged, "tagged");
		ProxyFactory factory = new ProxyFactory(new Shop());
		factory.setProxyTargetClass(true);
		factory.addAdvice((MethodInterceptor) (invocation) -> "constant");
		Shop bare = (Shop) factory.getProxy();
		// On a busy machine the compiler comes late, and what it removes is counted until
		// then
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.untilAsserted(
					() -> assertThat(allocated(this.shop::tagged)).isLessThanOrEqualTo(allocated(bare::tagged) + 16));
		assertThat(this.node.cache("tagged").statistics().get(Event.LOAD)).isOne();
	}

	private static long allocated(LongFunction<String> method) {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long least = Long.MAX_VALUE;
		for (int round = 0; round < 5; round++) {
			long before = threads.getCurrentThreadAllocatedBytes();
			for (int call = 0; call < CALLS; call++) {
				method.apply(ID);
			}
			least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - before) / CALLS);
		}
		return least;
	}

	@Test
	void whatIsNotKeptIsAskedForOnce() {
		awaitNear(this.shop::tagged, "tagged");
		long misses = near("tagged", Outcome.MISS);
		this.shop.tagged(1);
		assertThat(near("tagged", Outcome.MISS)).isEqualTo(misses + 1);
	}

	@ParameterizedTest
	@EnumSource
	void everyFormOfAKeyIsFoundAndAskedForOnce(Form form) {
		awaitNear((id) -> form.call.apply(this.shop, id), "forms");
		assertThat(form.call.apply(this.shop, ID)).isEqualTo(form.call.apply(this.shop, ID));
		long hits = near("forms", Outcome.HIT);
		long misses = near("forms", Outcome.MISS);
		form.call.apply(this.shop, ID);
		assertThat(near("forms", Outcome.HIT)).isEqualTo(hits + 1);
		form.call.apply(this.shop, 1L);
		assertThat(near("forms", Outcome.MISS)).isEqualTo(misses + (form.constant ? 0 : 1));
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = { "LITERAL", "NO_ARGUMENT" })
	void anotherKeyIsAnotherEntry(Form form) {
		awaitNear((id) -> form.call.apply(this.shop, id), "forms");
		assertThat(form.call.apply(this.shop, 1L)).isNotEqualTo(form.call.apply(this.shop, ID));
	}

	@Test
	void whatIsNoPlainKeyTakesTheLongWay() {
		awaitNear((id) -> this.shop.arguments(null, id), "forms");
		assertThat(this.shop.arguments(null, ID)).isEqualTo(this.shop.arguments(null, ID));
		assertThat(this.shop.property(null)).isNotEqualTo(this.shop.property(null));
	}

	@Test
	void aPropertyMakesNothingButItsValue() {
		Item item = new Item(ID);
		awaitNear((id) -> this.shop.property(item), "forms");
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.untilAsserted(() -> assertThat(allocated((id) -> this.shop.property(item)))
				.isLessThanOrEqualTo(allocated(this.shop::argument) + 32));
	}

	@Test
	void nullAndOptionalAreServed() {
		awaitNear((id) -> "" + this.shop.none(id), "none");
		assertThat(this.shop.none(ID)).isNull();
		awaitNear((id) -> this.shop.optional(id).orElseThrow(), "optional");
		assertThat(this.shop.optional(ID)).contains("1");
	}

	@Test
	void aConditionIsTestedFirst() {
		awaitNear((id) -> this.shop.conditional(id, true), "conditional");
		assertThat(this.shop.conditional(ID, false)).isEqualTo("2");
		assertThat(this.shop.conditional(ID, true)).isEqualTo("1");
	}

	@Test
	void nothingKeptIsServedWhereTheLastStateIsAskedFor() {
		awaitNear(this.shop::kept, "strong");
		long hits = near("strong", Outcome.HIT);
		assertThat(this.shop.strong(ID)).isEqualTo("1");
		assertThat(near("strong", Outcome.HIT)).isEqualTo(hits);
	}

	@Test
	void whatIsRefreshedEarlyStillIs() {
		stop();
		open(CacheSettings.DEFAULTS.mutate().earlyRefresh(1e12).near(NearSettings.ofSize(100)).build());
		Awaitility.await().until(() -> {
			this.shop.slow(ID);
			return this.node.cache("slow").statistics().get(Event.LOAD) > 1;
		});
	}

	private void awaitNear(LongFunction<String> method, String cache) {
		Awaitility.await().until(() -> {
			method.apply(ID);
			return near(cache, Outcome.HIT) > 0;
		});
	}

	private long near(String name, Outcome outcome) {
		RegionCache cache = this.node.cache(name);
		return cache.near().orElseThrow().get(outcome);
	}

	/**
	 * What a key can be made of.
	 */
	enum Form {

		ARGUMENT((shop, id) -> shop.argument(id)),

		POSITION((shop, id) -> shop.position(id)),

		PROPERTY((shop, id) -> shop.property(new Item(id))),

		GETTER((shop, id) -> shop.getter(new Bean(id))),

		ALL_ARGUMENTS((shop, id) -> shop.arguments("a", id)),

		LITERAL((shop, id) -> shop.literal(id), true),

		NO_ARGUMENT((shop, id) -> shop.none(), true),

		FUTURE((shop, id) -> shop.future(id).join()),

		MONO((shop, id) -> shop.mono(id).block());

		private final BiFunction<Shop, Long, String> call;

		private final boolean constant;

		Form(BiFunction<Shop, Long, String> call) {
			this(call, false);
		}

		Form(BiFunction<Shop, Long, String> call, boolean constant) {
			this.call = call;
			this.constant = constant;
		}

	}

	private record Item(long id) {

	}

	public static class Bean {

		private final long id;

		Bean(long id) {
			this.id = id;
		}

		public long getId() {
			return this.id;
		}

	}

	static class Shop {

		private final AtomicInteger loads = new AtomicInteger();

		@RegionCached(cacheNames = "tagged", key = "#id", tags = { "all", "item:#{#id}" })
		public String tagged(long id) {
			return load();
		}

		@RegionCached("none")
		public @Nullable String none(long id) {
			return null;
		}

		@RegionCached("optional")
		public Optional<String> optional(long id) {
			return Optional.of(load());
		}

		@RegionCached(cacheNames = "conditional", key = "#id", condition = "#cached")
		public String conditional(long id, boolean cached) {
			return load();
		}

		@RegionCached(cacheNames = "strong", key = "#id", consistency = Consistency.STRONG)
		public String strong(long id) {
			return load();
		}

		@RegionCached("strong")
		public String kept(long id) {
			return load();
		}

		@RegionCached("slow")
		public String slow(long id) {
			LockSupport.parkNanos(5_000_000);
			return load();
		}

		@RegionCached(cacheNames = "forms", key = "#id")
		public String argument(long id) {
			return load();
		}

		@RegionCached(cacheNames = "forms", key = "#p0")
		public String position(long id) {
			return load();
		}

		@RegionCached(cacheNames = "forms", key = "#item.id")
		public String property(@Nullable Item item) {
			return load();
		}

		@RegionCached(cacheNames = "forms", key = "#bean.id")
		public String getter(Bean bean) {
			return load();
		}

		@RegionCached("forms")
		public String arguments(@Nullable String name, long id) {
			return load();
		}

		@RegionCached(cacheNames = "forms", key = "'all'")
		public String literal(long id) {
			return load();
		}

		@RegionCached("forms")
		public String none() {
			return load();
		}

		@RegionCached(cacheNames = "forms", key = "#id")
		public CompletableFuture<String> future(long id) {
			return CompletableFuture.completedFuture(load());
		}

		@RegionCached(cacheNames = "forms", key = "#id")
		public Mono<String> mono(long id) {
			return Mono.fromSupplier(this::load);
		}

		private String load() {
			return String.valueOf(this.loads.incrementAndGet());
		}

	}

}
