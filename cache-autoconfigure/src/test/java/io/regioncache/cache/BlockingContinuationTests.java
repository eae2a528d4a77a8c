package io.regioncache.cache;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What callers do when a future completes may block: neither the timer of the JVM nor the
 * thread of a connection does it.
 */
class BlockingContinuationTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	private CacheNode node;

	@BeforeEach
	void connect() {
		this.node = CacheNode.with(redis.server().url(), (setup) -> {
			setup.settings = CacheSettings.DEFAULTS.mutate()
				.type(String.class)
				.maxConcurrentLoads(1)
				.loadWait(Duration.ofMillis(100))
				.build();
			setup.timeout = Duration.ofSeconds(1);
		}).awaitAvailable();
		this.node.manager().invalidate(Invalidation.ofTags("first of all"));
	}

	@AfterEach
	void disconnect() {
		redis.server().resume();
		this.node.close();
	}

	@Test
	void aLoadThatWaitsTooLongForItsTurn() {
		RegionCache cache = this.node.cache("texts");
		AtomicReference<CompletableFuture<String>> first = new AtomicReference<>();
		cache.retrieve("first", () -> {
			first.set(new CompletableFuture<>());
			return first.get();
		});
		Awaitility.await().until(() -> first.get() != null);
		assertMayBlock(cache.retrieve("second", () -> CompletableFuture.completedFuture("second")));
		first.get().complete("first");
	}

	@Test
	void aLookupThatIsNotAnswered() {
		redis.server().pause();
		assertMayBlock(this.node.cache("texts").retrieve("key", () -> CompletableFuture.completedFuture("loaded")));
	}

	@Test
	void anInvalidationThatIsNotAnswered() {
		redis.server().pause();
		assertMayBlock(this.node.manager().invalidateAsync(Invalidation.ofTags("red")));
	}

	@Test
	void anInvalidationThatIsAnswered() {
		redis.server().pause();
		CompletableFuture<String> thread = threadThatGoesOn(
				this.node.manager().invalidateAsync(Invalidation.ofTags("red")));
		redis.server().resume();
		assertIsOfCallers(thread);
	}

	private static void assertMayBlock(CompletableFuture<?> outcome) {
		assertIsOfCallers(threadThatGoesOn(outcome));
	}

	private static CompletableFuture<String> threadThatGoesOn(CompletableFuture<?> outcome) {
		return outcome.handle((value, ex) -> Thread.currentThread().getName());
	}

	/**
	 * Who is late goes on by itself.
	 */
	private static void assertIsOfCallers(CompletableFuture<String> thread) {
		assertThat(thread).succeedsWithin(Duration.ofSeconds(30))
			.isIn("cache-node-executor", Thread.currentThread().getName());
	}

}
