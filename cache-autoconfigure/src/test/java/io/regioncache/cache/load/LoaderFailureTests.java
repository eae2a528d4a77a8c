package io.regioncache.cache.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import io.regioncache.cache.CacheNode;
import io.regioncache.cache.Counting;
import io.regioncache.cache.Crew;
import io.regioncache.cache.Gate;
import io.regioncache.cache.RegionCache;
import io.regioncache.cache.Settings;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for what a {@link RegionCache} does when the origin throws.
 */
class LoaderFailureTests {

	private static final CacheRequest REQUEST = CacheRequest.of("k", String.class);

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private final Crew crew = new Crew();

	private CacheNode node;

	private RegionCache cache;

	@BeforeEach
	void start() {
		this.node = CacheNode.at(redis.server().url(), Settings.of((it) -> it.maxConcurrentLoads = 2));
		this.cache = this.node.cache("texts");
	}

	@AfterEach
	void stop() {
		this.crew.close();
		this.node.close();
	}

	static Stream<Throwable> failures() {
		Throwable cause = new IllegalStateException("cause");
		return Stream.of(new IOException("checked"), new IllegalStateException("unchecked"),
				new AssertionError("error"), new StackOverflowError(), new ExecutionException(cause),
				new CompletionException(cause), new CompletionException("no cause", null),
				new ExecutionException(new CompletionException(cause)), new InterruptedException("mine"),
				new CancellationException(), new TimeoutException("the origin's own"), new Throwable("bare"));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void reachesTheCallerUntouched(Throwable thrown) {
		assertThat(catchThrowable(() -> this.cache.get(REQUEST, () -> {
			throw thrown;
		}))).isSameAs(thrown);
		assertThat(this.cache.statistics().get(Event.LOAD_FAILURE)).isEqualTo(1);
	}

	@ParameterizedTest
	@MethodSource("failures")
	void reachesTheCallerUntouchedIfThrownWhereAFutureWasExpected(Throwable thrown) {
		if (thrown instanceof RuntimeException || thrown instanceof Error) {
			assertThat(thrownBy(this.cache.getAsync(REQUEST, () -> {
				if (thrown instanceof Error error) {
					throw error;
				}
				throw (RuntimeException) thrown;
			}))).isSameAs(thrown);
		}
	}

	@Test
	void reachesTheAsynchronousCallerWithoutTheWrappersOfFutures() {
		IOException thrown = new IOException("deep");
		CompletableFuture<Object> value = CompletableFuture.failedFuture(thrown);
		assertThat(thrownBy(this.cache.getAsync(REQUEST, () -> value.thenApply((it) -> it).thenCompose((it) -> value))))
			.isSameAs(thrown);
	}

	@Test
	void aLoaderWithoutAFutureDoesNotKeepItsTurn() {
		for (int i = 0; i < 3; i++) {
			assertThat(thrownBy(this.cache.getAsync(REQUEST, () -> null))).isInstanceOf(NullPointerException.class)
				.hasMessage("The loader has returned no future");
		}
	}

	@Test
	void reachesAllWhoWaitAndIsNotStored() throws Throwable {
		Gate gate = new Gate();
		IOException thrown = new IOException("once");
		Counting later = Counting.always("later");
		List<Future<@Nullable Object>> callers = new ArrayList<>();
		callers.add(this.crew.send(() -> Crew.thrownBy(() -> this.cache.get(REQUEST, () -> {
			gate.pass();
			throw thrown;
		})).call()));
		gate.awaitReached();
		callers.addAll(this.crew.send(8, () -> Crew.thrownBy(() -> this.cache.get(REQUEST, later)).call()));
		Awaitility.await().until(() -> this.cache.statistics().get(Event.MISS) == 9);
		gate.open();
		assertThat(Crew.await(callers)).containsOnly(thrown);
		assertThat(later.loads()).isZero();
		assertThat(this.cache.get(REQUEST, later)).isEqualTo("later");
		assertThat(later.loads()).isEqualTo(1);
	}

	@Test
	void releasesTheLockAtOnce() throws Throwable {
		assertThat(catchThrowable(() -> this.cache.get(REQUEST, () -> {
			throw new IOException();
		}))).isInstanceOf(IOException.class);
		try (CacheNode other = CacheNode.at(redis.server().url())) {
			other.cache("texts").get(REQUEST, () -> "loaded");
			assertThat(other.cache("texts").statistics().get(Event.LOCK_TIMEOUT)).isZero();
		}
	}

	@Test
	void anInterruptedCallerIsAnsweredAndStaysInterrupted() throws Throwable {
		this.cache.get(CacheRequest.of("there", String.class), () -> "hit");
		for (String key : List.of("there", "missing")) {
			Thread.currentThread().interrupt();
			Object value = this.cache.get(CacheRequest.of(key, String.class), () -> "loaded");
			assertThat(Thread.interrupted()).as(key).isTrue();
			assertThat(value).isIn("hit", "loaded");
		}
	}

	@Test
	void aLoaderSeesTheInterruptOfItsCaller() {
		Thread.currentThread().interrupt();
		Throwable thrown = catchThrowable(() -> this.cache.get(REQUEST, () -> {
			Thread.sleep(10_000);
			return "never";
		}));
		assertThat(thrown).isInstanceOf(InterruptedException.class);
		Thread.interrupted();
	}

	@Test
	void aLoaderThatInterruptsItsCallerLeavesItInterrupted() throws Throwable {
		assertThat(this.cache.get(REQUEST, () -> {
			Thread.currentThread().interrupt();
			return "loaded";
		})).isEqualTo("loaded");
		assertThat(Thread.interrupted()).isTrue();
	}

	private static @Nullable Throwable thrownBy(CompletableFuture<?> value) {
		return Crew.await(value.<@Nullable Throwable>handle((it, ex) -> ex));
	}

	/**
	 * A check inside of the method refuses who leads the load, not who joins it.
	 */
	@Test
	void aCallerThatJoinsIsNotRefusedForAnother() throws Exception {
		Gate gate = new Gate();
		Future<@Nullable Object> guest = this.crew.send(() -> this.cache.get(REQUEST, () -> {
			gate.pass();
			throw new IllegalStateException(new SecurityException("guests may not see it"));
		}));
		gate.awaitReached();
		Future<@Nullable Object> admin = this.crew.send(() -> this.cache.get(REQUEST, () -> "for admins"));
		Awaitility.await().during(java.time.Duration.ofMillis(100)).until(() -> !admin.isDone());
		gate.open();
		assertThat(Crew.await(admin)).isEqualTo("for admins");
		assertThat(catchThrowable(guest::get)).hasRootCauseInstanceOf(SecurityException.class);
	}

}
