package io.regioncache.cache.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.regioncache.cache.CacheNode;
import io.regioncache.cache.Crew;
import io.regioncache.cache.RegionCache;
import io.regioncache.cache.Settings;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.testkit.RedisExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Loads that load others on threads that know nothing of them, with the default settings:
 * all are answered. Loads that do not are bounded all the same.
 */
class ForeignThreadsTests {

	private static final long LOAD_MILLIS = 10;

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private final ThreadFactory factory = (task) -> {
		Thread thread = new Thread(null, task, "foreign", 0, false);
		thread.setDaemon(true);
		return thread;
	};

	private final ExecutorService foreign = Executors.newCachedThreadPool(this.factory);

	private final ScheduledExecutorService client = Executors.newScheduledThreadPool(2, this.factory);

	private final Crew crew = new Crew();

	private final CacheNode node = node(CacheSettings.DEFAULTS.loads().maxConcurrentLoads());

	private final CacheNode narrow = node(4);

	private static CacheNode node(int turns) {
		return CacheNode.with(redis.server().url(), (setup) -> {
			setup.timeout = Duration.ofSeconds(30);
			setup.settings = Settings.of((it) -> it.maxConcurrentLoads = turns);
		});
	}

	@AfterEach
	void stop() {
		this.crew.close();
		this.node.close();
		this.narrow.close();
		this.client.shutdownNow();
		this.foreign.shutdownNow();
	}

	static Stream<Named<Style>> styles() {
		return Stream.of(Named.of("continuation of a client", ForeignThreadsTests::continued),
				Named.of("future of an executor", ForeignThreadsTests::supplied),
				Named.of("future that is joined", ForeignThreadsTests::joined),
				Named.of("several futures that are joined", ForeignThreadsTests::fannedOut));
	}

	@ParameterizedTest
	@MethodSource("styles")
	void allAreAnsweredInOneCache(Style style) {
		for (int depth : new int[] { 2, 7 }) {
			assertAllAreAnswered(80, (i) -> style.load(this, this.node, 1, depth + "-" + i, depth));
		}
	}

	@ParameterizedTest
	@MethodSource("styles")
	void allAreAnsweredThoughManyMoreAskThanHaveATurn(Style style) {
		assertAllAreAnswered(40, (i) -> style.load(this, this.narrow, 1, "narrow-" + i, 2));
	}

	@ParameterizedTest
	@MethodSource("styles")
	void allAreAnsweredInTwoCachesThatLoadEachOther(Style style) {
		for (int depth : new int[] { 2, 7 }) {
			assertAllAreAnswered(24, (i) -> style.load(this, this.narrow, 2, depth + "-" + i, depth + i % 2));
		}
	}

	private void assertAllAreAnswered(int callers, Caller caller) {
		List<Future<@Nullable Object>> answers = IntStream.range(0, callers)
			.mapToObj((i) -> this.crew.send(() -> caller.call(i)))
			.toList();
		assertThat(Crew.await(answers)).hasSize(callers).doesNotContainNull();
	}

	/**
	 * Nobody can see whether these loads wait for each other, and they do not. They are
	 * asked for all the time.
	 */
	@Test
	void slowLoadsAreBounded() {
		int turns = 2;
		AtomicInteger running = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		try (CacheNode bounded = node(turns)) {
			List<Future<@Nullable Object>> callers = new ArrayList<>();
			for (int i = 0; i < 200; i++) {
				String key = "slow" + i;
				callers
					.add(this.crew.send(() -> bounded.cache("c0").getAsync(CacheRequest.of(key, Integer.class), () -> {
						most.accumulateAndGet(running.incrementAndGet(), Math::max);
						return later().thenApply((one) -> {
							running.decrementAndGet();
							return one;
						});
					}).join()));
			}
			assertThat(Crew.await(callers)).hasSize(200).containsOnly(1);
		}
		assertThat(most.get()).isBetween(turns, StallRule.WIDTH * turns + StallRule.CHAIN);
	}

	/**
	 * What a client answers a while later, on a thread of its own.
	 */
	private CompletableFuture<Integer> later() {
		CompletableFuture<Integer> answer = new CompletableFuture<>();
		this.client.schedule(() -> answer.complete(1), LOAD_MILLIS, TimeUnit.MILLISECONDS);
		return answer;
	}

	private static Object continued(ForeignThreadsTests test, CacheNode node, int caches, String key, int depth) {
		return async(test, node, caches, key, depth).join();
	}

	private static CompletableFuture<Object> async(ForeignThreadsTests test, CacheNode node, int caches, String key,
			int depth) {
		return cache(node, caches, depth)
			.getAsync(request(key, depth),
					() -> test.later()
						.thenCompose((one) -> (depth == 1) ? CompletableFuture.completedFuture(one)
								: async(test, node, caches, key, depth - 1).thenApply((below) -> 1 + (Integer) below)))
			.thenApply(Object.class::cast);
	}

	private static Object supplied(ForeignThreadsTests test, CacheNode node, int caches, String key, int depth) {
		return Object.class.cast(
				cache(node, caches, depth)
					.getAsync(request(key, depth), () -> test.later()
						.thenApplyAsync((one) -> (depth == 1) ? one
								: one + (Integer) supplied(test, node, caches, key, depth - 1), test.foreign))
					.join());
	}

	private static @Nullable Object joined(ForeignThreadsTests test, CacheNode node, int caches, String key, int depth)
			throws Throwable {
		return cache(node, caches, depth).get(request(key, depth), () -> {
			int one = test.later().join();
			return (depth == 1) ? one
					: one + CompletableFuture
						.supplyAsync(() -> (Integer) call(() -> joined(test, node, caches, key, depth - 1)),
								test.foreign)
						.join();
		});
	}

	private static @Nullable Object fannedOut(ForeignThreadsTests test, CacheNode node, int caches, String key,
			int depth) throws Throwable {
		return cache(node, caches, depth).get(request(key, depth), () -> {
			int one = test.later().join();
			return (depth == 1) ? one : one + Stream.of(1, 2)
				.map((i) -> CompletableFuture.supplyAsync(
						() -> (Integer) call(() -> fannedOut(test, node, caches, key + i, (i == 1) ? depth - 1 : 1)),
						test.foreign))
				.toList()
				.stream()
				.mapToInt(CompletableFuture::join)
				.max()
				.orElseThrow();
		});
	}

	private static RegionCache cache(CacheNode node, int caches, int depth) {
		return node.cache("c" + depth % caches);
	}

	private static CacheRequest request(String key, int depth) {
		return CacheRequest.of(key + "-" + depth, Integer.class);
	}

	private static @Nullable Object call(Loader loader) {
		try {
			return loader.load();
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A way to load something by loading something else.
	 */
	interface Style {

		@Nullable Object load(ForeignThreadsTests test, CacheNode node, int caches, String key, int depth) throws Throwable;

	}

	/**
	 * One of many who ask at once.
	 */
	interface Caller {

		@Nullable Object call(int number) throws Throwable;

	}

}
