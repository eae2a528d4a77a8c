package io.regioncache.cache;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.regioncache.annotation.Consistency;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.annotation.InvalidationRegions;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.entry.EntryTags;
import io.regioncache.cache.entry.Lifespan;
import io.regioncache.cache.entry.ReadDemand;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.cache.load.Loader;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.testkit.NoDatabase;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for expired values that are served because their load fails.
 */
@ExtendWith(OutputCaptureExtension.class)
class StaleIfErrorTests {

	private static final Duration TTL = Duration.ofMinutes(1);

	private static final Duration KEPT = Duration.ofMinutes(10);

	private static final CacheRequest REQUEST = CacheRequest.of("k", String.class);

	private static final Loader DOWN = () -> {
		throw new IOException("origin down");
	};

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private CacheNode node;

	private RegionCache cache;

	@BeforeEach
	void start() throws Throwable {
		this.node = CacheNode.at(redis.server().url(), Settings.of((it) -> {
			it.ttl = TTL;
			it.staleIfError = KEPT;
		}));
		this.cache = this.node.cache("texts");
		this.cache.get(REQUEST, () -> "old");
		this.node.advanceClock(TTL.plusSeconds(1));
	}

	@AfterEach
	void stop() {
		this.node.close();
	}

	@Test
	void isServedWhenTheLoadFailsAndCountedAndLoggedOnce(CapturedOutput output) throws Throwable {
		for (int i = 0; i < 3; i++) {
			assertThat(this.cache.get(REQUEST, DOWN)).isEqualTo("old");
		}
		assertThat(this.cache.statistics().get(Event.STALE_ON_FAILURE)).isEqualTo(3);
		assertThat(StringUtils.countOccurrencesOf(output.getOut(),
				"An expired value of cache 'texts' was served instead of loading it (java.io.IOException: origin down)"))
			.isOne();
	}

	@Test
	void isNotServedWhileTheOriginAnswers() throws Throwable {
		assertThat(this.cache.get(REQUEST, () -> "new")).isEqualTo("new");
		assertThat(this.cache.statistics().get(Event.STALE_ON_FAILURE)).isZero();
	}

	@Test
	void isServedWithoutAskingTheFailingOriginAgain() throws Throwable {
		for (int i = 0; i < 50; i++) {
			assertThat(this.cache.get(REQUEST, DOWN)).isEqualTo("old");
		}
		assertThat(this.cache.statistics().get(Event.LOAD)).isEqualTo(2);
		assertThat(this.cache.statistics().get(Event.STALE)).isEqualTo(49);
	}

	@Test
	void isReplacedOnceTheOriginIsAskedAgain() throws Throwable {
		this.cache.get(REQUEST, DOWN);
		Awaitility.await().until(() -> {
			assertThat(this.cache.getAsync(REQUEST, () -> CompletableFuture.completedFuture("new")).join()).isIn("old",
					"new");
			return "new".equals(this.cache.get("k", String.class));
		});
		long served = this.cache.statistics().get(Event.STALE_ON_FAILURE);
		assertThat(this.cache.get(REQUEST, DOWN)).isEqualTo("new");
		assertThat(this.cache.statistics().get(Event.STALE_ON_FAILURE)).isEqualTo(served);
	}

	@Test
	void isServedToCallersThatDoNotWait() {
		CompletableFuture<@Nullable Object> read = this.cache.getAsync(REQUEST,
				() -> CompletableFuture.failedFuture(new IOException("origin down")));
		assertThat(Crew.await(read)).isEqualTo("old");
	}

	@Test
	void isServedForManyKeysIfAllAreThere() {
		this.cache.getAll(List.of("a", "b"), String.class, (ids) -> Map.of("a", "A", "b", "B"));
		this.node.advanceClock(TTL.plusSeconds(1));
		for (int i = 0; i < 2; i++) {
			assertThat(getAllFailing(List.of("a", "b"))).containsEntry("a", "A").containsEntry("b", "B");
		}
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> getAllFailing(List.of("a", "c")))
			.withMessage("origin down");
	}

	private Map<String, String> getAllFailing(List<String> ids) {
		return this.cache.getAll(ids, String.class, (missing) -> {
			throw new IllegalStateException("origin down");
		});
	}

	@Test
	void isServedNoLongerThanAllowed() {
		this.node.advanceClock(KEPT);
		assertFails(REQUEST, DOWN);
	}

	@Test
	void isServedIfItWasInvalidatedAsStale() throws Throwable {
		this.node.manager()
			.invalidate(new Invalidation(List.of(new Invalidation.Key("texts", "k")), List.of(), List.of(), false,
					InvalidationMode.STALE, InvalidationRegions.ALL));
		assertThat(this.cache.get(REQUEST, DOWN)).isEqualTo("old");
	}

	@Test
	void isNeverServedOnceItIsRemoved() throws Throwable {
		this.cache.get(REQUEST, DOWN);
		this.cache.clear();
		assertFails(REQUEST, DOWN);
	}

	@Test
	void isNotServedIfItIsRemovedWhileTheLoadRuns() {
		assertFails(REQUEST, () -> {
			this.cache.clear();
			return DOWN.load();
		});
	}

	@Test
	void isNotServedToTheTransactionThatHasChangedIt() {
		new TransactionTemplate(new NoDatabase()).executeWithoutResult((status) -> {
			this.cache.evict("k");
			assertFails(REQUEST, DOWN);
		});
	}

	@Test
	void isNotServedWhereTheLastStateIsAskedFor() {
		assertFails(new CacheRequest("k", String.class, EntryTags.NONE, null, null, (value) -> true)
			.with(Consistency.STRONG), DOWN);
	}

	@Test
	void isNotServedToACallerWithAToken() throws Throwable {
		this.cache.get(REQUEST, DOWN);
		ConsistencyContext caller = new ConsistencyContext();
		try (ConsistencyContext.Binding bound = ConsistencyContext.bind(caller)) {
			this.cache.evict("another");
			assertFails(REQUEST, DOWN);
		}
		assertThat(caller.flagged()).isNull();
	}

	@Test
	void isFlagged() throws Throwable {
		for (int i = 0; i < 2; i++) {
			ConsistencyContext caller = new ConsistencyContext();
			try (ConsistencyContext.Binding bound = ConsistencyContext.bind(caller)) {
				this.cache.get(REQUEST, DOWN);
			}
			assertThat(caller.flagged()).isEqualTo("stale-if-error");
		}
	}

	@ParameterizedTest
	@MethodSource("failuresOfOthers")
	void isNotServedForFailuresThatSayNothingOfTheOrigin(Throwable failure) {
		assertThatExceptionOfType(Throwable.class).isThrownBy(() -> this.cache.get(REQUEST, () -> {
			sneak(failure);
			return "never";
		})).isSameAs(failure);
	}

	static Stream<Throwable> failuresOfOthers() {
		return Stream.of(new SecurityException("not you"), new CancellationException("gone"),
				new InterruptedException("gone"), new StackOverflowError("deep"));
	}

	@SuppressWarnings("unchecked")
	private static <T extends Throwable> void sneak(Throwable failure) throws T {
		throw (T) failure;
	}

	@Test
	void isAMissToACallerWithoutALoader() throws Throwable {
		this.cache.get(REQUEST, DOWN);
		assertThat(this.cache.get("k")).isNull();
	}

	@Test
	void lastsAsLongAsItsRequestSays() throws Throwable {
		CacheRequest never = new CacheRequest("k", String.class, EntryTags.NONE,
				new Lifespan.Terms(null, null, Duration.ZERO), (value) -> true, ReadDemand.OF_CACHE);
		assertFails(never, DOWN);
		CacheRequest byValue = new CacheRequest("k", String.class, EntryTags.NONE,
				(value) -> new Lifespan.Terms(null, null, "old".equals(value) ? KEPT : Duration.ZERO), (value) -> true,
				ReadDemand.OF_CACHE);
		assertThat(this.cache.get(byValue, DOWN)).isEqualTo("old");
	}

	private void assertFails(CacheRequest request, Loader loader) {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> this.cache.get(request, loader))
			.withMessage("origin down");
	}

}
