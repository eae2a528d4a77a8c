package io.regioncache.cache;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.load.LoadTimeoutException;
import io.regioncache.cache.load.Loader;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.testkit.NoDatabase;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for callers that do not wait for a load to end.
 */
class LoadTimeoutTests {

	private static final Duration TTL = Duration.ofMinutes(1);

	private static final Duration SHORT = Duration.ofMillis(20);

	private static final CacheRequest REQUEST = CacheRequest.of("k", String.class);

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private final Gate gate = new Gate();

	private CacheNode node;

	private RegionCache cache;

	private void start(Consumer<Settings> changes) {
		this.node = CacheNode.at(redis.server().url(), Settings.of((it) -> {
			it.ttl = TTL;
			changes.accept(it);
		}));
		this.cache = this.node.cache("texts");
	}

	private void startWithExpired(Consumer<Settings> changes) throws Throwable {
		start((it) -> {
			it.staleIfError = Duration.ofMinutes(10);
			changes.accept(it);
		});
		this.cache.get(REQUEST, () -> "old");
		this.node.advanceClock(TTL.plusSeconds(1));
	}

	@AfterEach
	void stop() {
		this.gate.open();
		this.node.close();
	}

	@Test
	void anExpiredValueIsServedWhenALoadIsOverdueWhichIsFinishedInTheBackground() throws Throwable {
		startWithExpired((it) -> it.loadSoftTimeout = SHORT);
		ConsistencyContext caller = new ConsistencyContext();
		try (ConsistencyContext.Binding bound = ConsistencyContext.bind(caller)) {
			assertThat(this.cache.get(REQUEST, slow("new"))).isEqualTo("old");
		}
		assertThat(caller.flagged()).isEqualTo("stale-if-error");
		assertThat(this.cache.statistics().get(Event.STALE_ON_TIMEOUT)).isOne();
		this.gate.open();
		awaitValue("new");
		assertThat(this.cache.statistics().get(Event.LOAD)).isEqualTo(2);
	}

	@Test
	void othersAreServedAtOnceWhileALoadIsOverdue() throws Throwable {
		startWithExpired((it) -> it.loadSoftTimeout = SHORT);
		this.cache.get(REQUEST, slow("new"));
		for (int i = 0; i < 20; i++) {
			assertThat(this.cache.get(REQUEST, slow("new"))).isEqualTo("old");
		}
		assertThat(this.cache.statistics().get(Event.STALE_ON_TIMEOUT)).isOne();
		assertThat(this.cache.statistics().get(Event.LOAD)).isEqualTo(2);
	}

	@Test
	void aLoadThatIsOverdueIsWaitedForIfThereIsNothingElse() throws Throwable {
		start((it) -> {
			it.staleIfError = Duration.ofMinutes(10);
			it.loadSoftTimeout = SHORT;
		});
		CompletableFuture<@Nullable Object> read = this.cache.getAsync(REQUEST,
				() -> CompletableFuture.supplyAsync(() -> {
					awaitPast(SHORT);
					return "new";
				}));
		assertThat(Crew.await(read)).isEqualTo("new");
	}

	@Test
	void callersGiveUpAtTheHardLimitAndTheValueIsStoredAllTheSame() throws Throwable {
		start((it) -> it.loadHardTimeout = SHORT);
		assertThatExceptionOfType(LoadTimeoutException.class).isThrownBy(() -> this.cache.get(REQUEST, slow("new")))
			.withMessage("A load of cache 'texts' has not ended within PT0.02S. It goes on in the background, and its "
					+ "value is stored. If the origin may take longer, raise regions.caches.texts.load-hard-timeout");
		assertThat(this.cache.statistics().get(Event.LOAD_TIMEOUT)).isOne();
		this.gate.open();
		awaitValue("new");
	}

	@Test
	void callersThatDoNotWaitAreToldSoAsWell() {
		start((it) -> it.loadHardTimeout = SHORT);
		CompletableFuture<@Nullable Object> never = new CompletableFuture<>();
		assertThat(this.cache.getAsync(REQUEST, () -> never)).failsWithin(Duration.ofSeconds(60))
			.withThrowableThat()
			.withCauseInstanceOf(LoadTimeoutException.class);
		never.complete("late");
		awaitValue("late");
	}

	@Test
	void anExpiredValueIsServedAtTheHardLimit() throws Throwable {
		startWithExpired((it) -> it.loadHardTimeout = SHORT);
		assertThat(this.cache.get(REQUEST, slow("new"))).isEqualTo("old");
	}

	@Test
	void aRemovedValueIsNotServedAtAnyLimit() throws Throwable {
		startWithExpired((it) -> {
			it.loadSoftTimeout = SHORT;
			it.loadHardTimeout = SHORT.multipliedBy(2);
		});
		this.cache.clear();
		assertThatExceptionOfType(LoadTimeoutException.class).isThrownBy(() -> this.cache.get(REQUEST, slow("new")));
	}

	@Test
	void theLimitsHoldForManyKeys() {
		start((it) -> it.loadHardTimeout = SHORT);
		assertThatExceptionOfType(LoadTimeoutException.class)
			.isThrownBy(() -> this.cache.getAll(List.of("k"), String.class, (ids) -> {
				pass();
				return Map.of("k", "new");
			}));
		this.gate.open();
		awaitValue("new");
	}

	@Test
	void aLoadInATransactionKeepsItsThreadAndHasNoLimit() throws Throwable {
		start((it) -> it.loadHardTimeout = SHORT);
		Thread caller = Thread.currentThread();
		String loaded = new TransactionTemplate(new NoDatabase()).execute((status) -> this.cache.get("k", () -> {
			awaitPast(SHORT);
			return (Thread.currentThread() == caller) ? "same" : "another";
		}));
		assertThat(loaded).isEqualTo("same");
	}

	@Test
	void aLoadKeepsItsThreadWithoutLimits() throws Throwable {
		start((it) -> it.staleIfError = Duration.ofMinutes(10));
		assertThat(this.cache.get(REQUEST, () -> Thread.currentThread().getName()))
			.isEqualTo(Thread.currentThread().getName());
	}

	@Test
	void aLoadOnAnotherThreadActsForItsCaller() throws Throwable {
		start((it) -> it.loadHardTimeout = Duration.ofMinutes(1));
		ConsistencyContext caller = new ConsistencyContext();
		try (ConsistencyContext.Binding bound = ConsistencyContext.bind(caller)) {
			assertThat(this.cache.get(REQUEST,
					() -> Thread.currentThread().getName() + (ConsistencyContext.current() == caller)))
				.isEqualTo("cache-node-executortrue");
		}
	}

	private Loader slow(String value) {
		return () -> {
			this.gate.pass();
			return value;
		};
	}

	private void pass() {
		try {
			this.gate.pass();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void awaitPast(Duration limit) {
		long end = System.nanoTime() + 3 * limit.toNanos();
		Awaitility.await().until(() -> System.nanoTime() - end > 0);
	}

	private void awaitValue(String value) {
		Awaitility.await().untilAsserted(() -> assertThat(this.cache.get("k", String.class)).isEqualTo(value));
	}

}
