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
		Bulkhead bulkhead = new Bulkhead(1, Duration.ofSeconds(60));
		bulkhead.acquire().join();
		List<CompletableFuture<Void>> turns = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			turns.add(bulkhead.acquire());
		}
		for (int i = 0; i < 3; i++) {
			bulkhead.release();
			assertThat(turns.get(i)).isCompleted();
			assertThat(turns.subList(i + 1, 3)).noneMatch(CompletableFuture::isDone);
		}
	}

	@Test
	void forgetsWhoHasWaitedInVain() {
		Bulkhead bulkhead = new Bulkhead(1, Duration.ofMillis(20));
		bulkhead.acquire().join();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> bulkhead.acquire().join())
			.withCauseInstanceOf(TimeoutException.class);
		Awaitility.await().until(() -> bulkhead.waiting() == 0);
		bulkhead.release();
		bulkhead.acquire().join();
	}

}
