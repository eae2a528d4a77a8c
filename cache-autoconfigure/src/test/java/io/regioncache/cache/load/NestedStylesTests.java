package io.regioncache.cache.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.micrometer.context.ContextExecutorService;
import io.micrometer.context.ContextSnapshotFactory;
import io.regioncache.cache.CacheNode;
import io.regioncache.cache.Crew;
import io.regioncache.cache.Gate;
import io.regioncache.cache.RawRedis;
import io.regioncache.cache.RegionCache;
import io.regioncache.cache.Settings;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Loads that load others in turn, more at once than have a turn. The turn is waited for
 * longer than the test lasts, so one that is waited for in vain is found.
 */
class NestedStylesTests {

	private static final int CALLERS = 80;

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private final ExecutorService propagating = ContextExecutorService.wrap(Executors.newCachedThreadPool(),
			() -> ContextSnapshotFactory.builder().build().captureAll());

	private final Crew crew = new Crew();

	private final CacheNode node = node(64);

	private final CacheNode narrow = node(4);

	private static CacheNode node(int turns) {
		return CacheNode.with(redis.server().url(), (setup) -> {
			setup.timeout = Duration.ofSeconds(30);
			setup.settings = Settings.of((it) -> {
				it.maxConcurrentLoads = turns;
				it.loadWait = Duration.ofHours(1);
				it.lockWait = Duration.ofHours(1);
			});
		});
	}

	@AfterEach
	void stop() {
		this.crew.close();
		this.node.close();
		this.narrow.close();
		this.propagating.shutdownNow();
	}

	static Stream<Named<Style>> styles() {
		return Stream.of(Named.of("blocking", NestedStylesTests::blocking),
				Named.of("future", NestedStylesTests::future),
				Named.of("future of another pool", NestedStylesTests::futureOfPool),
				Named.of("parallel stream", NestedStylesTests::parallel),
				Named.of("new threads", NestedStylesTests::threads),
				Named.of("propagating executor", NestedStylesTests::propagated));
	}

	@ParameterizedTest
	@MethodSource("styles")
	void allAreAnsweredInOneCache(Style style) {
		for (int depth : new int[] { 2, 7 }) {
			int levels = depth;
			List<Future<@Nullable Object>> callers = new ArrayList<>();
			for (int i = 0; i < CALLERS; i++) {
				String key = "%d-%d-".formatted(depth, i);
				callers.add(this.crew.send(() -> style.load(this, this.node, key, levels)));
			}
			assertThat(Crew.await(callers)).hasSize(CALLERS).containsOnly(depth);
		}
	}

	@ParameterizedTest
	@MethodSource("styles")
	void allAreAnsweredInTwoCachesThatLoadEachOther(Style style) {
		for (int depth : new int[] { 2, 5 }) {
			List<Future<@Nullable Object>> callers = new ArrayList<>();
			for (int i = 0; i < 16; i++) {
				String key = "%d-%d-".formatted(depth, i);
				int levels = depth + i % 2;
				callers.add(this.crew.send(() -> style.load(this, this.narrow, key, levels)));
			}
			assertThat(Crew.await(callers)).hasSize(16).containsOnly(depth, depth + 1);
		}
	}

	/**
	 * The nested load joins one that somebody else has begun, who waits for a turn.
	 */
	@Test
	void lendsItsTurnToALoadItJoins() throws Exception {
		RegionCache cache = this.narrow.cache("c0");
		List<Gate> gates = IntStream.range(0, 4).mapToObj((i) -> new Gate()).toList();
		List<Future<@Nullable Object>> holders = IntStream.range(0, 4)
			.mapToObj((i) -> this.crew.send(() -> cache.get(CacheRequest.of("holder" + i, Integer.class), () -> {
				gates.get(i).pass();
				return cache.get(CacheRequest.of("shared", Integer.class), () -> 1);
			})))
			.toList();
		for (Gate gate : gates) {
			gate.awaitReached();
		}
		Future<@Nullable Object> outside = this.crew
			.send(() -> cache.get(CacheRequest.of("shared", Integer.class), () -> 1));
		// It has the lock, and waits for its turn.
		Awaitility.await()
			.until(() -> Long.valueOf(1).equals(redis.admin().call("EXISTS", RawRedis.lock("c0", "shared"))));
		gates.forEach(Gate::open);
		assertThat(Crew.await(holders)).containsOnly(1);
		assertThat(Crew.await(outside)).isEqualTo(1);
	}

	private static @Nullable Object blocking(NestedStylesTests test, CacheNode node, String key, int depth)
			throws Throwable {
		return cache(node, depth).get(request(key, depth), () -> {
			Thread.sleep(1);
			return (depth == 1) ? 1 : 1 + (Integer) blocking(test, node, key, depth - 1);
		});
	}

	private static @Nullable Object future(NestedStylesTests test, CacheNode node, String key, int depth) {
		return async(node, key, depth).join();
	}

	private static CompletableFuture<@Nullable Object> async(CacheNode node, String key, int depth) {
		return cache(node, depth).getAsync(request(key, depth),
				() -> (depth == 1) ? CompletableFuture.completedFuture(1) : async(node, key, depth - 1)
					.thenCompose((below) -> async(node, key + "again", 1).thenApply((again) -> 1 + (Integer) below)));
	}

	private static @Nullable Object futureOfPool(NestedStylesTests test, CacheNode node, String key, int depth) {
		return cache(node, depth).getAsync(request(key, depth),
				() -> CompletableFuture.supplyAsync(
						() -> (depth == 1) ? 1 : 1 + (Integer) futureOfPool(test, node, key, depth - 1),
						test.propagating))
			.join();
	}

	private static @Nullable Object parallel(NestedStylesTests test, CacheNode node, String key, int depth)
			throws Throwable {
		return cache(node, depth).get(request(key, depth),
				() -> (depth == 1) ? 1
						: IntStream.range(0, 2)
							.parallel()
							.mapToObj((i) -> call(() -> parallel(test, node, key + i, (i == 0) ? depth - 1 : 1)))
							.mapToInt((below) -> 1 + (Integer) below)
							.max()
							.orElseThrow());
	}

	private static @Nullable Object threads(NestedStylesTests test, CacheNode node, String key, int depth)
			throws Throwable {
		return cache(node, depth).get(request(key, depth), () -> {
			if (depth == 1) {
				return 1;
			}
			CompletableFuture<@Nullable Object> below = new CompletableFuture<>();
			Thread thread = new Thread(() -> below.complete(call(() -> threads(test, node, key, depth - 1))));
			thread.start();
			return 1 + (Integer) below.join();
		});
	}

	private static @Nullable Object propagated(NestedStylesTests test, CacheNode node, String key, int depth)
			throws Throwable {
		return cache(node, depth).get(request(key, depth), () -> (depth == 1) ? 1 : 1
				+ (Integer) test.propagating.submit(() -> call(() -> propagated(test, node, key, depth - 1))).get());
	}

	private static RegionCache cache(CacheNode node, int depth) {
		return node.cache("c" + depth % 2);
	}

	private static CacheRequest request(String key, int depth) {
		return CacheRequest.of(key + depth, Integer.class);
	}

	private static Object call(Loader loader) {
		try {
			return loader.load();
		}
		catch (Throwable ex) {
			throw new CompletionException(ex);
		}
	}

	/**
	 * A way to load something by loading something else.
	 */
	interface Style {

		@Nullable Object load(NestedStylesTests test, CacheNode node, String key, int depth) throws Throwable;

	}

}
