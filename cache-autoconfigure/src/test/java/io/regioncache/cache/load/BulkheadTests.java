package io.regioncache.cache.load;

import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import io.regioncache.cache.CacheNode;
import io.regioncache.cache.Crew;
import io.regioncache.cache.Gate;
import io.regioncache.cache.RegionCache;
import io.regioncache.cache.Settings;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.region.MonotonicClock;
import io.regioncache.test.SimulatedLink;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

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
				it.loadWait = Duration.ofHours(1);
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
		Bulkhead bulkhead = bulkhead(1, Duration.ofHours(1));
		Admission runs = acquire(bulkhead).join();
		List<CompletableFuture<Admission>> turns = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			turns.add(acquire(bulkhead));
		}
		for (int i = 0; i < 3; i++) {
			bulkhead.ended(runs);
			assertThat(turns.get(i)).isCompleted();
			assertThat(turns.subList(i + 1, 3)).noneMatch(CompletableFuture::isDone);
			runs = turns.get(i).join();
		}
	}

	@Test
	void forgetsWhoHasWaitedInVain() {
		Bulkhead bulkhead = bulkhead(1, Duration.ofMillis(20));
		Admission runs = acquire(bulkhead).join();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> acquire(bulkhead).join())
			.withCauseInstanceOf(TimeoutException.class);
		Awaitility.await().until(() -> bulkhead.waiting() == 0);
		bulkhead.ended(runs);
		assertThat(acquire(bulkhead)).isCompleted();
	}

	@Test
	void letsInAtOnceWhatALoadWaitsFor() {
		Bulkhead bulkhead = bulkhead(1, Duration.ofHours(1));
		acquire(bulkhead).join();
		LoadTurn turn = new LoadTurn(false);
		CompletableFuture<Admission> come = bulkhead.acquire(turn);
		assertThat(come).isNotDone();
		turn.lend();
		assertThat(come).isCompleted();
		CompletableFuture<Admission> lent = bulkhead.acquire(new LoadTurn(true));
		assertThat(lent).isCompleted();
		assertThat(bulkhead.waiting()).isZero();
		assertThat(bulkhead.running()).isEqualTo(1);
		bulkhead.ended(come.join());
		bulkhead.ended(lent.join());
		assertThat(acquire(bulkhead)).isNotDone();
	}

	/**
	 * Each load waits for one of which the bulkhead cannot know that it does.
	 */
	@Test
	void letsTheNewestInIfNoLoadEnds() {
		AtomicInteger proofs = new AtomicInteger();
		Bulkhead bulkhead = new Bulkhead(2, Duration.ofMinutes(4), proofs::incrementAndGet, MonotonicClock.SYSTEM);
		List<Admission> outer = List.of(acquire(bulkhead).join(), acquire(bulkhead).join());
		outer.forEach(Admission::returned);
		List<CompletableFuture<Admission>> turns = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			turns.add(acquire(bulkhead));
		}
		assertThat(turns.get(5)).succeedsWithin(Duration.ofSeconds(30));
		assertThat(turns.get(4)).succeedsWithin(Duration.ofSeconds(30));
		assertThat(turns.subList(0, 2)).noneMatch(CompletableFuture::isDone);
		assertThat(proofs).hasValue(0);
		bulkhead.ended(turns.get(5).join());
		assertThat(proofs).hasValue(1);
		assertThat(turns.get(3)).isCompleted();
		outer.forEach(bulkhead::ended);
		for (int i = 4; i >= 0; i--) {
			assertThat(turns.get(i)).isCompleted();
			bulkhead.ended(turns.get(i).join());
		}
		assertThat(bulkhead.running()).isZero();
		assertThat(proofs).hasValue(1);
	}

	static Stream<Named<Loader>> work() {
		return Stream.of(Named.of("reads from a socket", () -> {
			try (ServerSocket silent = new ServerSocket(0)) {
				return silent.accept();
			}
		}), Named.of("sleeps", () -> {
			Thread.sleep(Duration.ofHours(1).toMillis());
			return null;
		}));
	}

	@ParameterizedTest
	@MethodSource("work")
	void letsNobodyInWhileLoadsSurelyWork(Loader work) {
		try (Crew crew = new Crew()) {
			Bulkhead bulkhead = bulkhead(2, Duration.ofSeconds(10));
			for (int i = 0; i < 2; i++) {
				begin(crew, acquire(bulkhead).join(), work, true);
			}
			CompletableFuture<Admission> third = acquire(bulkhead);
			for (int i = 0; i < 10_000; i++) {
				bulkhead.look();
			}
			assertThat(third).isNotDone();
			assertThat(bulkhead.running()).isEqualTo(2);
		}
	}

	static Stream<Named<Loader>> waits() {
		Object monitor = new Object();
		return Stream.of(Named.of("future", () -> new CompletableFuture<>().join()),
				Named.of("task", () -> new FutureTask<>(() -> 1).get()), Named.of("latch", () -> {
					new CountDownLatch(1).await();
					return null;
				}), Named.of("publisher", () -> Mono.never().block()), Named.of("monitor", () -> {
					synchronized (monitor) {
						monitor.wait();
					}
					return null;
				}));
	}

	@ParameterizedTest
	@MethodSource("waits")
	void letsOthersInIfALoadMayWaitForThem(Loader wait) {
		try (Crew crew = new Crew()) {
			Bulkhead bulkhead = bulkhead(2, Duration.ofSeconds(10));
			for (int i = 0; i < 2; i++) {
				begin(crew, acquire(bulkhead).join(), wait, false);
			}
			assertThat(acquire(bulkhead)).succeedsWithin(Duration.ofSeconds(30));
		}
	}

	@Test
	void countsALoadAsWorkingUntilItsMethodHasReturnedWithoutAValue() {
		Admission load = new Admission(MonotonicClock.SYSTEM);
		assertThat(load.isWorking()).isTrue();
		load.entered(Thread.currentThread());
		assertThat(load.isWorking()).isTrue();
		load.returned();
		assertThat(load.isWorking()).isFalse();
	}

	private static void begin(Crew crew, Admission load, Loader work, boolean works) {
		AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
		crew.send(() -> {
			load.entered(Thread.currentThread());
			thread.set(Thread.currentThread());
			return work.load();
		});
		// It has entered what it does once its state no longer changes.
		Awaitility.await().during(Duration.ofMillis(50)).until(() -> thread.get() != null && load.isWorking() == works);
	}

	private static Bulkhead bulkhead(int turns, Duration maxWait) {
		return new Bulkhead(turns, maxWait, () -> {
		}, MonotonicClock.SYSTEM);
	}

	private static CompletableFuture<Admission> acquire(Bulkhead bulkhead) {
		return bulkhead.acquire(new LoadTurn(false));
	}

}
