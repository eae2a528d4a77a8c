package io.regioncache.cache;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.cache.invalidation.InvalidationOutcome;
import io.regioncache.cache.put.PendingPut;
import io.regioncache.test.SimulatedLink;
import io.regioncache.test.SimulatedLink.Direction;
import io.regioncache.testkit.Patience;
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

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what callers of a {@link RegionCache} see while Redis is down, hangs or comes
 * back.
 */
@ExtendWith(OutputCaptureExtension.class)
class RedisFailureTests {

	private static final CacheRequest REQUEST = CacheRequest.of("k", String.class);

	/** Generous: what it takes not to hang. */
	private static final Duration BOUND = Patience.LIMIT;

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	private SimulatedLink link;

	private CacheNode node;

	private CacheNode other;

	private RegionCache cache;

	@BeforeEach
	void start() {
		this.link = redis.server().link();
		this.node = CacheNode.with(this.link.url(), (setup) -> setup.timeout = Duration.ofMillis(200));
		this.other = CacheNode.at(redis.server().url());
		this.cache = this.node.cache("texts");
	}

	@AfterEach
	void stop() {
		this.link.heal();
		this.other.close();
		this.node.close();
		this.link.close();
	}

	@Test
	void answersFromTheOriginWhileTheServerHangs() throws Throwable {
		this.node.awaitAvailable();
		redis.server().pause();
		long start = System.nanoTime();
		Counting origin = Counting.versions();
		// Waiting each time would take longer than the bound
		for (int i = 1; i <= 400; i++) {
			assertThat(this.cache.get(REQUEST, origin)).isEqualTo("v" + i);
		}
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
		assertThat(this.cache.statistics().get(Event.BYPASS)).isEqualTo(400);
		redis.server().resume();
	}

	@Test
	void cachesAgainAfterTheServerHung() throws Throwable {
		this.node.awaitAvailable();
		this.link.blackHole();
		for (int i = 0; i < 10; i++) {
			this.cache.get(REQUEST, () -> "origin");
		}
		this.link.heal();
		awaitCaching();
	}

	@Test
	void theLogSaysWhenTheServerDoesNotAnswerAndWhenItDoesAgain(CapturedOutput output) throws Throwable {
		this.node.awaitAvailable();
		redis.server().pause();
		for (int i = 0; i < 10; i++) {
			this.cache.get(REQUEST, () -> "origin");
		}
		Awaitility.await()
			.untilAsserted(() -> assertThat(output.getOut())
				.contains("Region test does not answer (no answer within 200 ms); its cache is bypassed"));
		redis.server().resume();
		awaitCaching();
		assertThat(output.getOut()).containsPattern("Region test (answers|can be reached) again");
	}

	@Test
	void answersWhileNothingIsAnsweredFromTheStart() throws Throwable {
		this.link.blackHole();
		long start = System.nanoTime();
		try (CacheNode late = late()) {
			assertThat(late.cache("texts").get(REQUEST, () -> "origin")).isEqualTo("origin");
			late.cache("texts").put("k", "v");
			late.cache("texts").evict("k");
			late.cache("texts").clear();
			assertThat(late.cache("texts").get("k")).isNull();
			assertThat(late.cache("texts").putIfAbsent("k", "v")).isNull();
		}
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
	}

	@Test
	void readsNothingCachedWhileAnInvalidationWaitsToBeApplied() throws Throwable {
		this.node.awaitAvailable();
		this.cache.get(REQUEST, () -> "old");
		// Lookups are answered, scripts are not.
		redis.admin().call("ACL", "SETUSER", "default", "-evalsha", "-eval");
		try {
			this.cache.clear();
			assertThat(this.cache.get(REQUEST, () -> "new")).isEqualTo("new");
		}
		finally {
			redis.admin().call("ACL", "SETUSER", "default", "+@all");
		}
		awaitCaching();
	}

	@Test
	void recoversFromARestart() throws Throwable {
		this.cache.get(REQUEST, () -> "old");
		redis.server().kill();
		assertThat(this.cache.get(REQUEST, () -> "origin")).isEqualTo("origin");
		redis.server().restartEmpty();
		awaitCaching();
	}

	@Test
	void neverBlocksAnAsynchronousCallerWhileTheServerHangs() throws Throwable {
		this.node.awaitAvailable();
		redis.server().pause();
		Gate gate = new Gate();
		CompletableFuture<@Nullable Object> value = this.cache.getAsync(REQUEST, () -> {
			call(gate::pass);
			return CompletableFuture.completedFuture("origin");
		});
		CompletableFuture<?> found = this.cache.retrieve("k");
		CompletableFuture<InvalidationOutcome> outcome = this.node.manager()
			.invalidateAsync(Invalidation.ofKeys("texts", "other"));
		assertThat(value).isNotDone();
		gate.open();
		assertThat(Crew.await(value)).isEqualTo("origin");
		assertThat(Crew.await(found)).isNull();
		assertThat(Crew.await(outcome)).isEqualTo(InvalidationOutcome.DEFERRED);
		redis.server().resume();
	}

	@Test
	void neverBlocksAnAsynchronousCallerBeforeTheFirstConnection() {
		this.link.blackHole();
		try (CacheNode late = late()) {
			RegionCache texts = late.cache("texts");
			CompletableFuture<@Nullable Object> value = texts.getAsync(REQUEST,
					() -> CompletableFuture.completedFuture("origin"));
			CompletableFuture<?> found = texts.retrieve("k");
			CompletableFuture<PendingPut> put = texts.operations().puts().begin(null);
			CompletableFuture<InvalidationOutcome> outcome = late.manager()
				.invalidateAsync(Invalidation.ofKeys("texts", "k"));
			assertThat(List.of(value, found, put, outcome)).noneMatch(CompletableFuture::isDone);
			assertThat(Crew.await(value)).isEqualTo("origin");
			assertThat(Crew.await(found)).isNull();
			assertThat(Crew.await(put)).isNotNull();
			assertThat(Crew.await(outcome)).isEqualTo(InvalidationOutcome.DEFERRED);
		}
	}

	@Test
	void keepsAnInvalidationThatCannotBeAppliedAndBypassesTheCacheUntilItIs() throws Throwable {
		this.cache.get(REQUEST, () -> "old");
		this.link.refuse();
		Awaitility.await().until(() -> !this.node.store().isAvailable());
		assertThat(this.node.manager().invalidate(Invalidation.ofKeys("texts", "k")))
			.isEqualTo(InvalidationOutcome.DEFERRED);
		assertThat(this.cache.get(REQUEST, () -> "new")).isEqualTo("new");
		this.link.heal();
		Awaitility.await().until(this.node.store()::isAvailable);
		assertThat(this.other.cache("texts").get(REQUEST, () -> "new")).isEqualTo("new");
		assertThat(this.cache.get(REQUEST, () -> "newer")).isEqualTo("new");
	}

	@Test
	void countsOnNothingIfTheAnswerToAnInvalidationIsLost() throws Throwable {
		this.cache.get(REQUEST, () -> "old");
		this.link.withhold(Direction.TO_CLIENT);
		assertThat(this.node.manager().invalidate(Invalidation.ofKeys("texts", "k")))
			.isEqualTo(InvalidationOutcome.DEFERRED);
		for (int i = 0; i < 50; i++) {
			assertThat(this.cache.get(REQUEST, () -> "new")).isEqualTo("new");
		}
		this.link.heal();
		Awaitility.await().until(this.node.store()::isAvailable);
		assertThat(this.other.cache("texts").get(REQUEST, () -> "new")).isEqualTo("new");
	}

	private CacheNode late() {
		return CacheNode.with(this.link.url(), (setup) -> {
			setup.timeout = Duration.ofMillis(200);
			setup.connectTimeout = Duration.ofSeconds(1);
		});
	}

	private void awaitCaching() {
		Awaitility.await().untilAsserted(() -> {
			Counting origin = Counting.versions();
			call(() -> this.cache.get(CacheRequest.of("again", String.class), origin));
			call(() -> this.cache.get(CacheRequest.of("again", String.class), origin));
			assertThat(origin.loads()).isZero();
		});
	}

	private static void call(Task task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Anything that a test does.
	 */
	interface Task {

		void run() throws Throwable;

	}

}
