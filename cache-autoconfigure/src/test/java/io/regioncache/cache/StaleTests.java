package io.regioncache.cache;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import io.regioncache.annotation.Consistency;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.annotation.InvalidationRegions;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.entry.EntryTags;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.cache.load.Loader;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for values that are served while they are refreshed.
 */
@ExtendWith(OutputCaptureExtension.class)
class StaleTests {

	private static final Duration TTL = Duration.ofMinutes(1);

	private static final Duration WINDOW = Duration.ofMinutes(2);

	private static final CacheRequest REQUEST = CacheRequest.of("k", String.class);

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private final Gate gate = new Gate();

	private CacheNode node;

	private RegionCache cache;

	@BeforeEach
	void start() throws Throwable {
		this.node = CacheNode.at(redis.server().url(), Settings.of((it) -> {
			it.ttl = TTL;
			it.staleWhileRevalidate = WINDOW;
		}));
		this.cache = this.node.cache("texts");
		this.cache.get(REQUEST, () -> "old");
	}

	@AfterEach
	void stop() {
		this.gate.open();
		this.node.close();
	}

	@Test
	void nothingStaleIsServedWhereTheLastStateIsAskedFor() throws Throwable {
		CacheRequest strong = new CacheRequest("k", String.class, EntryTags.NONE, null, null, (value) -> true)
			.with(Consistency.STRONG);
		this.node.advanceClock(TTL.plusSeconds(1));
		assertThat(this.cache.get(strong, () -> "new")).isEqualTo("new");
	}

	@Test
	void nothingStaleIsServedToACallerWithAToken() throws Throwable {
		ConsistencyContext caller = new ConsistencyContext();
		this.node.advanceClock(TTL.plusSeconds(1));
		try (ConsistencyContext.Binding bound = ConsistencyContext.bind(caller)) {
			this.cache.evict("another");
			assertThat(this.cache.get(REQUEST, () -> "new")).isEqualTo("new");
		}
	}

	@Test
	void servesAnExpiredValueWhileOneCallerRefreshesItOnAnotherThread() throws Throwable {
		AtomicReference<Thread> thread = new AtomicReference<>();
		Counting loads = Counting.always("new");
		this.node.advanceClock(TTL.plusSeconds(1));
		for (int i = 0; i < 20; i++) {
			assertThat(this.cache.get(REQUEST, () -> {
				thread.set(Thread.currentThread());
				this.gate.pass();
				return loads.load();
			})).isEqualTo("old");
		}
		this.gate.awaitReached().open();
		awaitValue("new");
		assertThat(loads.loads()).isEqualTo(1);
		assertThat(thread.get().getName()).isEqualTo("cache-node-executor");
		assertThat(this.cache.statistics().get(Event.STALE)).isGreaterThanOrEqualTo(20);
	}

	@Test
	void refreshesOnceForAllNodes() throws Throwable {
		try (CacheNode other = CacheNode.at(redis.server().url(), Settings.of((it) -> {
			it.ttl = TTL;
			it.staleWhileRevalidate = WINDOW;
		}))) {
			Counting loads = Counting.always("new");
			other.advanceClock(TTL.plusSeconds(1));
			this.node.advanceClock(TTL.plusSeconds(1));
			this.cache.get(REQUEST, () -> {
				this.gate.pass();
				return loads.load();
			});
			this.gate.awaitReached();
			assertThat(other.cache("texts").get(REQUEST, loads)).isEqualTo("old");
			Awaitility.await().until(() -> other.cache("texts").statistics().get(Event.LOCK_WAIT) > 0);
			this.gate.open();
			awaitValue("new");
			Awaitility.await()
				.untilAsserted(() -> assertThat(other.cache("texts").get(REQUEST, loads)).isEqualTo("new"));
			assertThat(loads.loads()).isEqualTo(1);
		}
	}

	@Test
	void keepsServingWhenARefreshFailsUntilTheWindowEnds(CapturedOutput output) throws Throwable {
		this.node.advanceClock(TTL.plusSeconds(1));
		for (long failures = 1; failures <= 3; failures++) {
			long expected = failures;
			Awaitility.await().until(() -> {
				assertThat(get(() -> {
					throw new IllegalStateException("origin down");
				})).isEqualTo("old");
				return this.cache.statistics().get(Event.LOAD_FAILURE) >= expected;
			});
		}
		this.node.advanceClock(WINDOW);
		// The last refresh may not quite have ended, and fails who joins it.
		Awaitility.await()
			.ignoreExceptionsMatching((ex) -> ex.getMessage().equals("origin down"))
			.untilAsserted(() -> assertThat(get(() -> "new")).isEqualTo("new"));
		assertThat(StringUtils.countOccurrencesOf(output.getOut(),
				"A stale value of cache 'texts' was served, and its refresh failed: "
						+ "java.lang.IllegalStateException: origin down"))
			.isEqualTo(1);
	}

	private @Nullable Object get(Loader loader) throws Exception {
		try {
			return this.cache.get(REQUEST, loader);
		}
		catch (Exception | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new AssertionError(ex);
		}
	}

	@Test
	void servesNothingStaleWithoutAWindow() throws Throwable {
		CacheRequest none = new CacheRequest("k", String.class, EntryTags.NONE, null, Duration.ZERO, (value) -> true);
		this.node.advanceClock(TTL.plusSeconds(1));
		assertThat(this.cache.get(none, () -> "new")).isEqualTo("new");
	}

	@Test
	void isAMissToACallerWithoutALoader() {
		this.node.advanceClock(TTL.plusSeconds(1));
		assertThat(this.cache.get("k")).isNull();
		assertThat(this.cache.get("k", String.class)).isNull();
		assertThat(Crew.await(this.cache.retrieve("k"))).isNull();
	}

	@Test
	void servesStaleToAsynchronousCallersToo() throws Throwable {
		this.node.advanceClock(TTL.plusSeconds(1));
		assertThat(Crew.await(this.cache.getAsync(REQUEST, () -> CompletableFuture.completedFuture("new"))))
			.isEqualTo("old");
		awaitValue("new");
	}

	@Test
	void servesWhatWasInvalidatedAsStaleAndRefreshesIt() throws Throwable {
		staleKey();
		assertThat(this.cache.get("k")).isNull();
		assertThat(this.cache.get(REQUEST, () -> "new")).isEqualTo("old");
		awaitValue("new");
	}

	@Test
	void servesWhatWasInvalidatedAsStaleOnlyWithinItsWindow() throws Throwable {
		staleKey();
		this.node.advanceClock(TTL.plus(WINDOW).plusSeconds(1));
		assertThat(this.cache.get(REQUEST, () -> "new")).isEqualTo("new");
	}

	@Test
	void neverServesWhatWasRemovedAfterItWasInvalidatedAsStale() throws Throwable {
		staleKey();
		this.node.manager().invalidate(Invalidation.ofKeys("texts", "k"));
		staleKey();
		assertThat(this.cache.get(REQUEST, () -> "new")).isEqualTo("new");
	}

	@Test
	void neverServesStaleWhatAnotherScopeHasRemoved() throws Throwable {
		staleKey();
		this.cache.clear();
		staleKey();
		assertThat(this.cache.get(REQUEST, () -> "new")).isEqualTo("new");
	}

	private void staleKey() {
		this.node.manager()
			.invalidate(new Invalidation(List.of(new Invalidation.Key("texts", "k")), List.of(), List.of(), false,
					InvalidationMode.STALE, InvalidationRegions.ALL));
	}

	private void awaitValue(String value) {
		Awaitility.await().untilAsserted(() -> assertThat(this.cache.get("k", String.class)).isEqualTo(value));
	}

}
