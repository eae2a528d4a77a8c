package io.regioncache.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import io.regioncache.embedded.SimulatedLink;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the bulkhead that keeps a cache from flooding the origin.
 */
class BulkheadTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@Test
	void boundsTheLoadsOfManyThreadsWhileRedisIsDown() {
		try (SimulatedLink link = redis.server().link(); Crew crew = new Crew()) {
			link.refuse();
			try (CacheNode node = CacheNode.at(link.url(), Settings.of((it) -> {
				it.maxConcurrentLoads = 7;
				it.loadWait = Duration.ofSeconds(60);
			}))) {
				AtomicInteger running = new AtomicInteger();
				AtomicInteger most = new AtomicInteger();
				AtomicInteger next = new AtomicInteger();
				List<Future<@Nullable Object>> callers = crew.send(500,
						() -> node.cache("numbers").get(CacheRequest.of(next.incrementAndGet(), Integer.class), () -> {
							most.accumulateAndGet(running.incrementAndGet(), Math::max);
							Thread.sleep(1);
							running.decrementAndGet();
							return 1;
						}));
				assertThat(Crew.await(callers)).hasSize(500).containsOnly(1);
				assertThat(most.get()).isBetween(2, 7);
			}
		}
	}

	@Test
	void saysWhatToRaiseWhenALoadDoesNotGetItsTurn() throws Throwable {
		Gate gate = new Gate();
		try (Crew crew = new Crew(); CacheNode node = CacheNode.at(redis.server().url(), Settings.of((it) -> {
			it.maxConcurrentLoads = 1;
			it.loadWait = Duration.ofMillis(50);
		}))) {
			RegionCache cache = node.cache("texts");
			Future<@Nullable Object> first = crew.send(() -> cache.get(CacheRequest.of(1, String.class), () -> {
				gate.pass();
				return "first";
			}));
			gate.awaitReached();
			assertThatExceptionOfType(OriginBusyException.class)
				.isThrownBy(() -> cache.get(CacheRequest.of(2, String.class), () -> "second"))
				.withMessage("1 loads of cache 'texts' are running, and none has ended within PT0.05S. If the origin "
						+ "can take more, raise regions.caches.texts.max-concurrent-loads");
			assertThatExceptionOfType(OriginBusyException.class).isThrownBy(() -> cache.get((Object) 3, () -> "third"));
			gate.open();
			assertThat(Crew.await(first)).isEqualTo("first");
			assertThat(cache.get(CacheRequest.of(2, String.class), () -> "second")).isEqualTo("second");
		}
	}

	@Test
	void servesFirstWhoCameFirst() {
		Bulkhead bulkhead = bulkhead(1, Duration.ofSeconds(60));
		acquire(bulkhead).join();
		List<CompletableFuture<Boolean>> turns = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			turns.add(acquire(bulkhead));
		}
		for (int i = 0; i < 3; i++) {
			bulkhead.ended(true);
			assertThat(turns.get(i)).isCompletedWithValue(true);
			assertThat(turns.subList(i + 1, 3)).noneMatch(CompletableFuture::isDone);
		}
	}

	@Test
	void forgetsWhoHasWaitedInVain() {
		Bulkhead bulkhead = bulkhead(1, Duration.ofMillis(20));
		acquire(bulkhead).join();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> acquire(bulkhead).join())
			.withCauseInstanceOf(TimeoutException.class);
		Awaitility.await().until(() -> bulkhead.waiting() == 0);
		bulkhead.ended(true);
		assertThat(acquire(bulkhead)).isCompletedWithValue(true);
	}

	@Test
	void letsInAtOnceWhatALoadWaitsFor() {
		Bulkhead bulkhead = bulkhead(1, Duration.ofSeconds(60));
		acquire(bulkhead).join();
		LoadTurn turn = new LoadTurn(false);
		CompletableFuture<Boolean> come = bulkhead.acquire(turn);
		assertThat(come).isNotDone();
		turn.lend();
		assertThat(come).isCompletedWithValue(false);
		assertThat(bulkhead.acquire(new LoadTurn(true))).isCompletedWithValue(false);
		assertThat(bulkhead.waiting()).isZero();
		bulkhead.ended(false);
		assertThat(acquire(bulkhead)).isNotDone();
	}

	/**
	 * Each load waits for one of which the bulkhead cannot know that it does.
	 */
	@Test
	void letsTheNewestInIfNoLoadEnds() {
		AtomicInteger stalls = new AtomicInteger();
		Bulkhead bulkhead = new Bulkhead(2, Duration.ofSeconds(60), Duration.ofMillis(10), stalls::incrementAndGet);
		acquire(bulkhead).join();
		acquire(bulkhead).join();
		List<CompletableFuture<Boolean>> turns = new ArrayList<>();
		for (int i = 0; i < 12; i++) {
			turns.add(acquire(bulkhead));
		}
		for (int i = 11; i >= 4; i--) {
			assertThat(turns.get(i)).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(true);
		}
		Awaitility.await().until(() -> stalls.get() == 8);
		assertThat(turns.subList(0, 4)).noneMatch(CompletableFuture::isDone);
		for (int i = 0; i < 14; i++) {
			bulkhead.ended(true);
		}
		assertThat(turns).allMatch(CompletableFuture::isDone);
		assertThat(acquire(bulkhead)).isDone();
		assertThat(acquire(bulkhead)).isDone();
		assertThat(acquire(bulkhead)).isNotDone();
	}

	private static Bulkhead bulkhead(int turns, Duration maxWait) {
		return new Bulkhead(turns, maxWait, () -> {
		});
	}

	private static CompletableFuture<Boolean> acquire(Bulkhead bulkhead) {
		return bulkhead.acquire(new LoadTurn(false));
	}

}
