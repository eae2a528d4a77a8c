package io.regioncache.cache.load;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.regioncache.cache.CacheNode;
import io.regioncache.cache.Crew;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.entry.EntryTags;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How callers on other nodes receive what one node loads.
 */
class WakeUpTests {

	private static final int ROUNDS = 50;

	private static final int THREADS = 12;

	private static final int LOADS = 8;

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	/**
	 * One message wakes the node that waits, which finds the entry by one command. A
	 * round does not count in which the machine stood still and the node looked by
	 * itself.
	 */
	@Test
	void aNodeThatWaitsIsWokenByOneMessageAndAsksOnce() {
		try (CacheNode here = CacheNode.patient(redis.server().url()).awaitAvailable();
				CacheNode there = CacheNode.patient(redis.server().url()).awaitAvailable();
				Crew crew = new Crew()) {
			List<Map<String, Long>> rounds = IntStream.range(0, ROUNDS)
				.mapToObj((round) -> commandsOfAWakeUp(here, there, crew, round))
				.takeWhile((commands) -> !isOneHop(commands))
				.toList();
			assertThat(rounds).as("rounds that took more").hasSizeLessThan(ROUNDS);
		}
	}

	private static boolean isOneHop(Map<String, Long> commands) {
		return commands.equals(Map.of("set", 1L, "del", 1L, "publish", 1L, "get", 2L));
	}

	private static Map<String, Long> commandsOfAWakeUp(CacheNode here, CacheNode there, Crew crew, int round) {
		CacheRequest request = CacheRequest.of("cold " + round, String.class);
		CountDownLatch loading = new CountDownLatch(1);
		CountDownLatch ends = new CountDownLatch(1);
		Future<@Nullable Object> loads = crew.send(() -> here.cache("products").get(request, () -> {
			loading.countDown();
			ends.await();
			return "v";
		}));
		awaitZero(loading);
		long waited = waits(there);
		Future<@Nullable Object> waiting = crew.send(() -> there.cache("products").get(request, () -> "w"));
		Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> waits(there) > waited);
		redis.admin().resetStatistics();
		ends.countDown();
		assertThat(Crew.await(List.of(loads, waiting))).containsOnly("v");
		Map<String, Long> commands = new TreeMap<>(redis.admin().commandCalls());
		commands.keySet().retainAll(List.of("set", "get", "del", "publish", "append", "pttl"));
		return commands;
	}

	private static void awaitZero(CountDownLatch latch) {
		Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> latch.getCount() == 0);
	}

	private static long waits(CacheNode node) {
		return node.cache("products").statistics().get(Event.LOCK_WAIT);
	}

	/**
	 * Whoever comes after an invalidation must not join the load that began before it,
	 * yet starts none beside it.
	 */
	@Test
	void aHotKeyIsLoadedOnceAtATimeHoweverOftenItIsInvalidated() throws InterruptedException {
		CacheSettings settings = CacheSettings.DEFAULTS.mutate()
			.lockTtl(Duration.ofSeconds(60))
			.lockWait(Duration.ofSeconds(60))
			.build();
		try (CacheNode here = patient(settings); CacheNode there = patient(settings); Crew crew = new Crew()) {
			HotKey key = new HotKey();
			Thread invalidator = new Thread(() -> key.invalidate(here), "invalidator");
			invalidator.start();
			List<Future<@Nullable Object>> readers = crew.send(THREADS, () -> key.read(here));
			readers.addAll(crew.send(THREADS, () -> key.read(there)));
			assertThat(Crew.await(readers)).containsOnly("read");
			key.over.set(true);
			invalidator.join();
			assertThat(key.loads.get()).isGreaterThanOrEqualTo(LOADS);
			assertThat(key.most.get()).isOne();
		}
	}

	private static CacheNode patient(CacheSettings settings) {
		return CacheNode.with(redis.server().url(), (setup) -> {
			setup.settings = settings;
			setup.timeout = Duration.ofSeconds(30);
		}).awaitAvailable();
	}

	/**
	 * What all read, and one invalidates about every millisecond.
	 */
	private static final class HotKey {

		private final CacheRequest request = new CacheRequest("hot", Integer.class, EntryTags.of(List.of("hot")), null,
				null, (any) -> true);

		private final AtomicBoolean over = new AtomicBoolean();

		private final AtomicInteger loads = new AtomicInteger();

		private final AtomicInteger running = new AtomicInteger();

		private final AtomicInteger most = new AtomicInteger();

		void invalidate(CacheNode node) {
			while (!this.over.get()) {
				node.manager().invalidate(Invalidation.ofTags("hot"));
			}
		}

		String read(CacheNode node) throws Throwable {
			while (this.loads.get() < LOADS) {
				node.cache("products").get(this.request, this::load);
			}
			return "read";
		}

		private int load() throws InterruptedException {
			this.most.accumulateAndGet(this.running.incrementAndGet(), Math::max);
			int version = this.loads.incrementAndGet();
			TimeUnit.MILLISECONDS.sleep(3);
			this.running.decrementAndGet();
			return version;
		}

	}

}
