package io.regioncache.warming;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.regioncache.cache.CacheNode;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static io.regioncache.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CacheWarmings}: processes of one region, on one server.
 */
@ExtendWith(OutputCaptureExtension.class)
class CacheWarmingsTests {

	private static final int KEYS = 200;

	private static final WarmingTimes TIMES = new WarmingTimes(Duration.ofSeconds(2), Duration.ofMillis(50));

	private static final WarmingSettings SETTINGS = new WarmingSettings(4, KEYS, Duration.ofHours(1));

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private final Map<Integer, AtomicInteger> loads = new ConcurrentHashMap<>();

	private final List<AutoCloseable> running = new ArrayList<>();

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable each : this.running) {
			each.close();
		}
	}

	@Test
	void threeProcessesThatStartAtOnceLoadEachKeyOnce() {
		List<CacheWarmings> processes = List.of(warming(warmer()), warming(warmer()), warming(warmer()));
		processes.forEach(CacheWarmings::start);
		processes.forEach((process) -> await(() -> state(process) == WarmingState.WARM));
		assertThat(this.loads).hasSize(KEYS).allSatisfy((key, count) -> assertThat(count).hasValue(1));
		assertThat(processes.stream().map((process) -> (int) status(process).warmed())).containsExactlyInAnyOrder(KEYS,
				0, 0);
		CacheWarmings late = warming(warmer());
		late.start();
		await(() -> state(late) == WarmingState.WARM);
		assertThat(status(late).warmed()).as("another has warmed it").isZero();
		assertThat(redis.admin().number("PTTL", "{app}:warmed::products")).as("the lease has not shortened it")
			.isGreaterThan(Duration.ofMinutes(59).toMillis());
	}

	@Test
	void aProcessThatDiesWhileItWarmsIsReplaced() {
		CountDownLatch reached = new CountDownLatch(1);
		CountDownLatch released = new CountDownLatch(1);
		CacheNode dying = node();
		CacheWarmings first = warming(dying, CacheWarmer.of("products", CacheWarmingsTests::keys, (key) -> {
			if (key >= KEYS / 2) {
				reached.countDown();
				awaitUninterrupted(released);
				throw new IllegalStateException("dead");
			}
			load(dying, key);
		}), SETTINGS);
		first.start();
		awaitUninterrupted(reached);
		await(() -> status(first).warmed() == KEYS / 2);
		CacheWarmings second = warming(warmer());
		second.start();
		assertThat(state(second)).isEqualTo(WarmingState.WAITING);
		// Its lease stays behind
		dying.close();
		await(() -> state(second) == WarmingState.WARM);
		released.countDown();
		assertThat(status(second).warmed()).isEqualTo(KEYS);
		assertThat(this.loads).hasSize(KEYS).allSatisfy((key, count) -> assertThat(count).hasValue(1));
	}

	@Test
	void whatAProcessThatStopsHasLeftIsDoneByAnotherAtOnce() throws Exception {
		CountDownLatch reached = new CountDownLatch(1);
		CacheWarmings first = warming(CacheWarmer.of("products", CacheWarmingsTests::keys, (key) -> {
			reached.countDown();
			awaitUninterrupted(new CountDownLatch(1));
		}));
		first.start();
		awaitUninterrupted(reached);
		CacheWarmings second = warming(warmer());
		second.start();
		first.close();
		await(() -> state(second) == WarmingState.WARM);
		assertThat(status(second).warmed()).isEqualTo(KEYS);
	}

	@Test
	void aWarmerThatThrowsIsLeftToAnother(CapturedOutput output) throws Exception {
		CacheWarmings first = warming(CacheWarmer.<Integer>of("products", () -> {
			throw new IllegalStateException("secret-key");
		}, (key) -> {
		}));
		first.start();
		first.await(Duration.ofSeconds(60));
		assertThat(state(first)).isEqualTo(WarmingState.FAILED);
		assertThat(output).contains("cache 'products' cannot be warmed (java.lang.IllegalStateException)")
			.doesNotContain("secret-key");
		CacheWarmings second = warming(warmer());
		second.start();
		await(() -> state(second) == WarmingState.WARM);
	}

	@Test
	void keysThatThrowAreCountedAndTheOthersLoaded() {
		CacheNode node = node();
		CacheWarmings process = warming(node, CacheWarmer.of("products", CacheWarmingsTests::keys, (key) -> {
			if (key % 2 == 0) {
				throw new IllegalStateException("even");
			}
			load(node, key);
		}), SETTINGS);
		process.start();
		await(() -> state(process) == WarmingState.WARM);
		assertThat(status(process).warmed()).isEqualTo(KEYS / 2);
		assertThat(status(process).failed()).isEqualTo(KEYS / 2);
	}

	@Test
	void whereEveryKeyThrowsItIsNotDone() {
		CacheWarmings first = warming(CacheWarmer.of("products", CacheWarmingsTests::keys, (key) -> {
			throw new IllegalStateException("all");
		}));
		first.start();
		await(() -> state(first) == WarmingState.FAILED);
		assertThat(redis.admin().number("EXISTS", "{app}:warmed::products")).isZero();
	}

	@Test
	void loadsNoMoreKeysAndNoMoreAtOnceThanAllowed() {
		AtomicInteger atOnce = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		CacheNode node = node();
		CacheWarmings process = warming(node, CacheWarmer.of("products", CacheWarmingsTests::keys, (key) -> {
			most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
			load(node, key);
			atOnce.decrementAndGet();
		}), new WarmingSettings(3, 50, Duration.ofHours(1)));
		process.start();
		await(() -> state(process) == WarmingState.WARM);
		assertThat(most.get()).isBetween(1, 3);
		assertThat(this.loads).hasSize(50).containsKeys(0, 49);
	}

	@Test
	void readinessWaitsForNoLongerThanItsCeiling(CapturedOutput output) throws Exception {
		CountDownLatch released = new CountDownLatch(1);
		CacheNode node = node();
		CacheWarmings process = warming(node, CacheWarmer.of("products", CacheWarmingsTests::keys, (key) -> {
			awaitUninterrupted(released);
			load(node, key);
		}), SETTINGS);
		process.start();
		process.await(Duration.ofMillis(100));
		assertThat(output).contains("not warm after 0 s: products");
		released.countDown();
		process.await(Duration.ofSeconds(60));
		assertThat(state(process)).isEqualTo(WarmingState.WARM);
	}

	private CacheNode node() {
		CacheNode node = CacheNode.patient(redis.server().url()).awaitAvailable();
		this.running.add(node);
		return node;
	}

	private CacheWarmer<Integer> warmer() {
		CacheNode node = node();
		return CacheWarmer.of("products", CacheWarmingsTests::keys, (key) -> load(node, key));
	}

	private CacheWarmings warming(CacheWarmer<Integer> warmer) {
		return warming(node(), warmer, SETTINGS);
	}

	private CacheWarmings warming(CacheNode node, CacheWarmer<Integer> warmer, WarmingSettings settings) {
		CacheWarmings warmings = new CacheWarmings(node.store(), List.of(warmer), (cache) -> settings, TIMES);
		this.running.add(0, warmings);
		return warmings;
	}

	private void load(CacheNode node, int key) {
		node.cache("products").get(key, () -> {
			this.loads.computeIfAbsent(key, (first) -> new AtomicInteger()).incrementAndGet();
			return "value " + key;
		});
	}

	private static List<Integer> keys() {
		return IntStream.range(0, 2 * KEYS).boxed().toList();
	}

	private static WarmingStatus status(CacheWarmings process) {
		return process.caches().get("products");
	}

	private static WarmingState state(CacheWarmings process) {
		return status(process).state();
	}

	private static void awaitUninterrupted(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
