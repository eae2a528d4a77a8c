package io.regioncache.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.SetArgs;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the nodes of a region load a key once, and that none waits for a lock longer
 * than it must.
 */
class LoadLockTests {

	private static final CacheRequest REQUEST = CacheRequest.of("k", String.class);

	private static final String LOCK = RawRedis.lock("texts", "k");

	private static final byte[] STRANGER = RawRedis.bytes("0123456789abcdef00000001");

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private final Crew crew = new Crew();

	private final Gate gate = new Gate();

	private final List<CacheNode> nodes = new ArrayList<>();

	private RawRedis raw;

	@BeforeEach
	void start() {
		this.raw = new RawRedis(redis.server());
	}

	@AfterEach
	void stop() {
		this.gate.open();
		this.crew.close();
		this.nodes.forEach(CacheNode::close);
		this.raw.close();
	}

	private RegionCache cache(CacheSettings settings) {
		CacheNode node = CacheNode.at(redis.server().url(), settings).awaitAvailable();
		this.nodes.add(node);
		return node.cache("texts");
	}

	private static CacheSettings settings(Duration lockTtl, Duration lockWait) {
		return Settings.of((it) -> {
			it.lockTtl = lockTtl;
			it.lockWait = lockWait;
		});
	}

	private String slowly(Counting origin) throws InterruptedException {
		this.gate.pass();
		return String.valueOf(origin.load());
	}

	@Test
	void loadsOnceForTwoNodes() {
		CacheSettings settings = settings(Duration.ofSeconds(30), Duration.ofSeconds(30));
		RegionCache here = cache(settings);
		RegionCache there = cache(settings);
		Counting origin = Counting.versions();
		List<Future<@Nullable Object>> callers = new ArrayList<>();
		callers.addAll(this.crew.send(16, () -> here.get(REQUEST, () -> slowly(origin))));
		callers.addAll(this.crew.send(16, () -> there.get(REQUEST, () -> slowly(origin))));
		Awaitility.await()
			.until(() -> here.statistics().get(Event.LOCK_WAIT) + there.statistics().get(Event.LOCK_WAIT) > 0);
		this.gate.open();
		assertThat(Crew.await(callers)).containsOnly("v1");
		assertThat(origin.loads()).isEqualTo(1);
	}

	@Test
	void isWokenByTheReleaseOfTheLock() throws Throwable {
		RegionCache cache = cache(settings(Duration.ofSeconds(30), Duration.ofSeconds(30)));
		CacheNode other = CacheNode.at(redis.server().url()).awaitAvailable();
		this.nodes.add(other);
		var key = other.cache("texts").keys().find("k");
		assertThat(other.store().locks().take(key, "0123456789abcdef00000001", Duration.ofSeconds(30)).join()).isZero();
		CompletableFuture<Void> heard = other.store().locks().released(key);
		Future<@Nullable Object> caller = this.crew.send(() -> cache.get(REQUEST, () -> "mine"));
		Awaitility.await().until(() -> cache.statistics().get(Event.LOCK_WAIT) > 0);
		long waits = cache.statistics().get(Event.LOCK_WAIT);
		assertThat(other.store().locks().release(key, "0123456789abcdef00000001").join()).isTrue();
		assertThat(Crew.await(caller)).isEqualTo("mine");
		assertThat(heard).as("only nodes that wait are told").isNotDone();
		assertThat(cache.statistics().get(Event.LOCK_WAIT)).isBetween(waits, waits + 1);
	}

	@Test
	void waitsForADeadHolderNoLongerThanItsLockLives() throws Throwable {
		RegionCache cache = cache(settings(Duration.ofSeconds(30), Duration.ofSeconds(60)));
		this.raw.commands().set(RawRedis.bytes(LOCK), STRANGER, SetArgs.Builder.px(600));
		Future<@Nullable Object> caller = this.crew.send(() -> cache.get(REQUEST, () -> "mine"));
		assertThat(Crew.await(caller)).isEqualTo("mine");
		assertThat(cache.statistics().get(Event.LOCK_TIMEOUT)).isZero();
		assertThat(cache.statistics().get(Event.LOCK_WAIT)).isPositive();
	}

	@Test
	void loadsWithoutTheLockOnceItHasWaitedLongEnough() throws Throwable {
		RegionCache cache = cache(settings(Duration.ofSeconds(30), Duration.ofMillis(400)));
		this.raw.commands().set(RawRedis.bytes(LOCK), STRANGER, SetArgs.Builder.px(60_000));
		assertThat(cache.get(REQUEST, () -> "mine")).isEqualTo("mine");
		assertThat(cache.statistics().get(Event.LOCK_TIMEOUT)).isEqualTo(1);
		assertThat(cache.statistics().get(Event.STORED)).isEqualTo(1);
		assertThat(this.raw.get(LOCK)).startsWith(STRANGER);
	}

	@Test
	void loadsAtOnceIfItMayNotWait() throws Throwable {
		RegionCache cache = cache(settings(Duration.ofSeconds(30), Duration.ZERO));
		this.raw.commands().set(RawRedis.bytes(LOCK), STRANGER, SetArgs.Builder.px(60_000));
		assertThat(cache.get(REQUEST, () -> "mine")).isEqualTo("mine");
		assertThat(cache.statistics().get(Event.LOCK_WAIT)).isZero();
	}

	@Test
	void keepsItsLockForAsLongAsItLoads() throws Throwable {
		Duration lockTtl = Duration.ofSeconds(3);
		RegionCache here = cache(settings(lockTtl, Duration.ofSeconds(60)));
		RegionCache there = cache(settings(lockTtl, Duration.ofSeconds(60)));
		Counting origin = Counting.versions();
		Future<@Nullable Object> first = this.crew.send(() -> here.get(REQUEST, () -> slowly(origin)));
		this.gate.awaitReached();
		Future<@Nullable Object> second = this.crew.send(() -> there.get(REQUEST, origin));
		// Waits of at most 250 ms: together longer than the lock lives by itself.
		Awaitility.await().until(() -> there.statistics().get(Event.LOCK_WAIT) > 13);
		assertThat(origin.loads()).isZero();
		this.gate.open();
		assertThat(Crew.await(List.of(first, second))).containsOnly("v1");
		assertThat(origin.loads()).isEqualTo(1);
	}

	@Test
	void waitsForNoLoadOfAnotherEpoch() throws Throwable {
		CacheSettings settings = settings(Duration.ofSeconds(60), Duration.ofSeconds(60));
		RegionCache here = cache(settings);
		RegionCache there = cache(settings);
		Future<@Nullable Object> slow = this.crew.send(() -> here.get(REQUEST, () -> slowly(Counting.versions())));
		this.gate.awaitReached();
		redis.admin().call("DEL", "{app}:m");
		Awaitility.await().until(() -> redis.admin().number("EXISTS", "{app}:m") == 1);
		Awaitility.await().untilAsserted(() -> {
			assertThat(there.get(REQUEST, () -> "mine")).isEqualTo("mine");
			assertThat(there.statistics().get(Event.STORED)).isEqualTo(1);
		});
		assertThat(there.statistics().get(Event.LOCK_TIMEOUT)).isZero();
		assertThat(slow).isNotDone();
		this.gate.open();
		assertThat(Crew.await(slow)).isEqualTo("v1");
	}

	@Test
	void keepsItsLockWhileTheCommonPoolIsBusy() throws Throwable {
		CountDownLatch end = new CountDownLatch(1);
		for (int i = 0; i < Math.max(1, ForkJoinPool.getCommonPoolParallelism()); i++) {
			ForkJoinPool.commonPool().submit(() -> end.await(60, TimeUnit.SECONDS));
		}
		try {
			keepsItsLockForAsLongAsItLoads();
		}
		finally {
			end.countDown();
		}
	}

	@Test
	void neverFreesTheLockOfAnother() throws Throwable {
		RegionCache cache = cache(settings(Duration.ofSeconds(30), Duration.ofSeconds(30)));
		Future<@Nullable Object> caller = this.crew.send(() -> cache.get(REQUEST, () -> slowly(Counting.versions())));
		this.gate.awaitReached();
		assertThat(this.raw.get(LOCK)).hasSize("0123456789abcdef.".length() + STRANGER.length);
		this.raw.commands().set(RawRedis.bytes(LOCK), STRANGER, SetArgs.Builder.px(60_000));
		this.gate.open();
		Crew.await(caller);
		assertThat(this.raw.get(LOCK)).isEqualTo(STRANGER);
	}

	@Test
	void waitsForNoReleaseOnceItHasTheLock() throws Throwable {
		CacheNode node = CacheNode.at(redis.server().url()).awaitAvailable();
		this.nodes.add(node);
		RegionCache cache = node.cache("texts");
		CompletableFuture<Void> released = node.store().locks().released(cache.keys().find("k"));
		assertThat(cache.get(REQUEST, () -> "mine")).isEqualTo("mine");
		assertThat(released).isDone();
	}

	@Test
	void freesItsLockWhenTheLoadHasEnded() throws Throwable {
		RegionCache cache = cache(settings(Duration.ofSeconds(30), Duration.ofSeconds(30)));
		cache.get(REQUEST, () -> "mine");
		Awaitility.await().until(() -> !this.raw.exists(LOCK));
	}

	@Test
	void takesALockThatWillNeverExpireForDead() throws Throwable {
		RegionCache cache = cache(settings(Duration.ofMillis(500), Duration.ofSeconds(20)));
		this.raw.set(LOCK, STRANGER);
		assertThat(cache.get(REQUEST, () -> "mine")).isEqualTo("mine");
		assertThat(cache.statistics().get(Event.LOCK_TIMEOUT)).isZero();
	}

	@Test
	void loadsAtOnceIfSomethingElseLiesInPlaceOfTheLock() throws Throwable {
		RegionCache cache = cache(settings(Duration.ofSeconds(30), Duration.ofSeconds(30)));
		this.raw.commands().rpush(RawRedis.bytes(LOCK), STRANGER);
		assertThat(cache.get(REQUEST, () -> "mine")).isEqualTo("mine");
		assertThat(cache.statistics().get(Event.LOCK_WAIT)).isZero();
	}

}
