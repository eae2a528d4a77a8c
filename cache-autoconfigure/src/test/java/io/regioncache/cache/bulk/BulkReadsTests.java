package io.regioncache.cache.bulk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;

import io.regioncache.cache.CacheNode;
import io.regioncache.cache.Gate;
import io.regioncache.cache.RegionCache;
import io.regioncache.cache.Settings;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.entry.EntryTags;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.cache.load.Loader;
import io.regioncache.testkit.RedisExtension;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.entry;

/**
 * Tests for reads of many keys at once.
 */
class BulkReadsTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	private final Gate gate = new Gate();

	private CacheNode node;

	private RegionCache cache;

	private final List<List<Integer>> calls = new CopyOnWriteArrayList<>();

	@BeforeEach
	void start() {
		this.node = CacheNode.patient(redis.server().url()).awaitAvailable();
		this.cache = this.node.cache("items");
	}

	@AfterEach
	void stop() {
		this.gate.open();
		this.node.close();
	}

	@Test
	void loadsWhatIsMissingInOneCallAndThenFindsAllInOneRoundTrip() {
		List<Integer> ids = IntStream.range(0, 100).boxed().toList();
		assertThat(get(this.cache, ids)).hasSize(100).containsEntry(7, "v7");
		assertThat(get(this.cache, ids)).hasSize(100);
		redis.admin().resetStatistics();
		assertThat(get(this.cache, ids)).hasSize(100).containsEntry(7, "v7");
		Map<String, Long> commands = redis.admin().commandCalls();
		assertThat(commands).containsEntry("mget", 1L).doesNotContainKey("get");
		assertThat(commands.getOrDefault("hmget", 0L)).isLessThanOrEqualTo(1);
		assertThat(this.calls).containsExactly(ids);
		assertThat(count(Event.LOAD)).isOne();
		assertThat(count(Event.MISS)).isEqualTo(100);
		assertThat(count(Event.HIT)).isEqualTo(200);
	}

	@Test
	void keepsTheOrderOfTheCallerAndCountsDuplicatesOnce() {
		get(this.cache, List.of(3));
		assertThat(get(this.cache, List.of(5, 3, 5, 1, 3))).containsExactly(entry(5, "v5"), entry(3, "v3"),
				entry(1, "v1"));
		assertThat(this.calls).containsExactly(List.of(3), List.of(5, 1));
	}

	@Test
	void whatTheOriginLeavesOutIsCachedAsAbsent() {
		assertThat(this.cache.getAll(List.of(1, 2), String.class, (missing) -> {
			this.calls.add(List.copyOf(missing));
			return Map.of(1, "v1", 3, "never asked for");
		})).containsExactly(entry(1, "v1"));
		assertThat(get(this.cache, List.of(2, 1))).containsExactly(entry(1, "v1"));
		assertThat(this.cache.get(2, () -> "loaded")).isNull();
		assertThat(get(this.cache, List.of(3))).containsExactly(entry(3, "v3"));
		assertThat(this.calls).containsExactly(List.of(1, 2), List.of(3));
	}

	@Test
	void noMapAtAllMeansThatNothingHasAValue() {
		assertThat(this.cache.getAll(List.of(1, 2), String.class, (missing) -> null)).isEmpty();
		assertThat(this.cache.get(1, () -> "loaded")).isNull();
	}

	@Test
	void asksNobodyForNothing() {
		assertThat(get(this.cache, List.of())).isEmpty();
		assertThat(this.calls).isEmpty();
	}

	@Test
	void refusesAnIdThatIsNull() {
		assertThatIllegalArgumentException().isThrownBy(() -> get(this.cache, Arrays.asList(1, null)))
			.withMessageContaining("null");
	}

	@Test
	void sharesEntriesWithSingleReads() {
		assertThat(this.cache.get(1, () -> "single")).isEqualTo("single");
		assertThat(get(this.cache, List.of(1, 2))).containsExactly(entry(1, "single"), entry(2, "v2"));
		assertThat(this.cache.get(2, () -> "single")).isEqualTo("v2");
	}

	@Test
	void whatCannotBeAKeyIsLoadedWithTheOthersAndNotStored() {
		Object unsupported = new Thread();
		for (int i = 0; i < 2; i++) {
			Map<Object, String> found = this.cache.<Object, String>getAll(List.of("a", unsupported), String.class,
					(missing) -> {
						Map<Object, String> values = new LinkedHashMap<>();
						missing.forEach((id) -> values.put(id, "v" + missing.size()));
						return values;
					});
			assertThat(found).containsExactly(entry("a", "v2"), entry(unsupported, (i == 0) ? "v2" : "v1"));
		}
	}

	@Test
	void joinsALoadInFlightAndLoadsTheRestMeanwhile() throws Exception {
		Future<@Nullable Object> single = send(() -> single(this.cache, 1, () -> {
			this.gate.pass();
			return "single";
		}));
		this.gate.awaitReached();
		Future<Map<Integer, String>> bulk = send(() -> get(this.cache, List.of(1, 2, 3)));
		Awaitility.await().until(() -> this.calls.contains(List.of(2, 3)));
		this.gate.open();
		assertThat(bulk.get()).containsExactly(entry(1, "single"), entry(2, "v2"), entry(3, "v3"));
		assertThat(single.get()).isEqualTo("single");
		assertThat(this.calls).hasSize(1);
		assertThat(count(Event.JOINED)).isOne();
	}

	@Test
	void singleReadsJoinTheLoadOfMany() throws Exception {
		Future<Map<Integer, String>> bulk = send(() -> slow(this.cache, List.of(1, 2)));
		this.gate.awaitReached();
		Future<@Nullable Object> single = send(() -> single(this.cache, 2, () -> "single"));
		Awaitility.await().until(() -> count(Event.MISS) == 3);
		this.gate.open();
		assertThat(single.get()).isEqualTo("v2");
		assertThat(bulk.get()).hasSize(2);
		assertThat(count(Event.LOAD)).isOne();
	}

	@Test
	void nodesThatOverlapLoadEachKeyOnce() throws Exception {
		try (CacheNode other = CacheNode.patient(redis.server().url()).awaitAvailable()) {
			Future<Map<Integer, String>> here = send(() -> slow(this.cache, List.of(1, 2, 3)));
			this.gate.awaitReached();
			Future<Map<Integer, String>> there = send(() -> get(other.cache("items"), List.of(5, 3, 2, 4)));
			Awaitility.await().until(() -> this.calls.contains(List.of(5, 4)));
			this.gate.open();
			assertThat(there.get()).containsExactly(entry(5, "v5"), entry(3, "v3"), entry(2, "v2"), entry(4, "v4"));
			assertThat(here.get()).hasSize(3);
			assertThat(this.calls).containsExactlyInAnyOrder(List.of(1, 2, 3), List.of(5, 4));
		}
	}

	@Test
	void loadsTogetherWhatItHasWaitedForInVain() throws Exception {
		try (CacheNode other = CacheNode.patient(redis.server().url()).awaitAvailable()) {
			Future<Map<Integer, String>> failing = send(
					() -> other.cache("items").getAll(List.of(1, 2, 3), String.class, (missing) -> {
						pass();
						throw new IllegalStateException("down");
					}));
			this.gate.awaitReached();
			Future<Map<Integer, String>> patient = send(() -> get(this.cache, List.of(1, 2, 3, 4)));
			Awaitility.await().until(() -> this.calls.contains(List.of(4)));
			this.gate.open();
			assertThat(patient.get()).hasSize(4);
			assertThat(this.calls.stream().flatMap(List::stream)).containsExactlyInAnyOrder(4, 1, 2, 3);
			assertThat(failing).failsWithin(Duration.ofSeconds(30));
		}
	}

	@Test
	void theFailureOfManyIsNotThatOfACallerOfOne() throws Exception {
		Future<Map<Integer, String>> bulk = send(() -> this.cache.getAll(List.of(1, 2), String.class, (missing) -> {
			pass();
			throw new IllegalStateException("2 is no good");
		}));
		this.gate.awaitReached();
		Future<@Nullable Object> single = send(() -> single(this.cache, 1, () -> "single"));
		Awaitility.await().until(() -> count(Event.MISS) == 3);
		this.gate.open();
		assertThat(single.get()).isEqualTo("single");
		assertThat(bulk).failsWithin(Duration.ofSeconds(30));
	}

	@Test
	void handsOutWhatTheOriginThrowsAndFreesTheLocks() {
		assertThatIllegalStateException().isThrownBy(() -> this.cache.getAll(List.of(1, 2), String.class, (missing) -> {
			throw new IllegalStateException("down");
		})).withMessage("down");
		assertThat(get(this.cache, List.of(1, 2))).hasSize(2);
		assertThat(count(Event.LOCK_WAIT)).isZero();
	}

	/**
	 * The value of 1 was loaded before it was invalidated; 2, which had to wait, was
	 * loaded after that.
	 */
	@Test
	void storesNothingUnderTheLeaseOfAnotherKey() throws Exception {
		try (CacheNode other = CacheNode.patient(redis.server().url()).awaitAvailable()) {
			Gate elsewhere = new Gate();
			Future<@Nullable Object> holder = send(() -> single(other.cache("items"), 2, () -> {
				elsewhere.pass();
				throw new IllegalStateException("down");
			}));
			elsewhere.awaitReached();
			Map<Integer, CacheRequest> requests = new LinkedHashMap<>();
			List.of(1, 2).forEach((id) -> requests.put(id, CacheRequest.of(id, String.class)));
			CompletableFuture<Map<Integer, String>> first = new CompletableFuture<>();
			CompletableFuture<Map<Integer, String>> second = new CompletableFuture<>();
			CompletableFuture<Map<Integer, Object>> bulk = BulkRequests.of(requests)
				.getAsync(this.cache.bulk(), (missing) -> {
					this.calls.add(missing);
					return missing.contains(1) ? first : second;
				}, null);
			Awaitility.await().until(() -> this.calls.contains(List.of(1)));
			this.node.manager().invalidate(Invalidation.ofKeys("items", 1));
			elsewhere.open();
			Awaitility.await().until(() -> this.calls.contains(List.of(2)));
			first.complete(Map.of(1, "old"));
			second.complete(Map.of(2, "new"));
			assertThat(bulk.get()).containsExactly(entry(1, "old"), entry(2, "new"));
			assertThat(this.cache.get(1, () -> "loaded")).isEqualTo("loaded");
			assertThat(this.cache.get(2, () -> "loaded")).isEqualTo("new");
			assertThat(holder).failsWithin(Duration.ofSeconds(30));
		}
	}

	@Test
	void judgesEachEntryByItsOwnMarkers() {
		Map<Integer, CacheRequest> requests = new LinkedHashMap<>();
		for (int id = 0; id < 50; id++) {
			String tag = "tag:" + id;
			requests.put(id, new CacheRequest(id, String.class, new EntryTags() {

				@Override
				public List<String> known() {
					return List.of("all");
				}

				@Override
				public List<String> of(@Nullable Object value) {
					return List.of("all", tag);
				}

			}, null, null, (value) -> true));
		}
		getAll(this.cache, requests);
		this.node.manager().invalidate(Invalidation.ofTags("tag:7"));
		this.node.manager().invalidate(Invalidation.ofKeys("items", 9));
		try (CacheNode fresh = CacheNode.patient(redis.server().url()).awaitAvailable()) {
			redis.admin().resetStatistics();
			getAll(fresh.cache("items"), requests);
			assertThat(this.calls).hasSize(2).element(1).isEqualTo(List.of(7, 9));
			assertThat(redis.admin().commandCalls().get("mget")).isBetween(1L, 2L);
		}
		this.node.manager().invalidate(Invalidation.ofTags("all"));
		getAll(this.cache, requests);
		assertThat(this.calls).hasSize(3).element(2).asInstanceOf(InstanceOfAssertFactories.LIST).hasSize(50);
	}

	@Test
	void refreshesWhatIsStaleInOneCall() {
		try (CacheNode stale = CacheNode.at(redis.server().url(), Settings.of((it) -> {
			it.ttl = Duration.ofMinutes(1);
			it.staleWhileRevalidate = Duration.ofMinutes(10);
		}))) {
			RegionCache cache = stale.awaitAvailable().cache("items");
			get(cache, List.of(1, 2, 3));
			stale.advanceClock(Duration.ofMinutes(2));
			assertThat(get(cache, List.of(1, 2, 3))).containsEntry(1, "v1");
			Awaitility.await().until(() -> this.calls.size() == 2);
			Awaitility.await().until(() -> cache.statistics().get(Event.STORED) == 6);
			assertThat(get(cache, List.of(1, 2, 3))).hasSize(3);
			assertThat(this.calls).containsExactly(List.of(1, 2, 3), List.of(1, 2, 3));
			assertThat(cache.statistics().get(Event.STALE)).isEqualTo(3);
		}
	}

	@Test
	void mayReadItsOwnKeysWhileItLoadsThem() {
		assertThat(this.cache.getAll(List.of(1, 2), String.class,
				(missing) -> Map.of(1, "outer " + this.cache.get(2, () -> "inner"), 2, "outer")))
			.containsExactly(entry(1, "outer inner"), entry(2, "outer"));
	}

	@Test
	void isNoNewerThanTheCachedValuesItIsMadeOf() {
		this.cache.get("part", () -> "old");
		this.cache.getAll(List.of(1), String.class, (missing) -> {
			String part = this.cache.get("part", () -> "unexpected");
			this.node.manager().invalidate(Invalidation.ofKeys("items", 1));
			return Map.of(1, part);
		});
		assertThat(this.cache.get(1, () -> "loaded")).isEqualTo("loaded");
	}

	@Test
	void readsMoreThanFitsIntoOneRoundTrip() {
		List<Integer> ids = IntStream.range(0, 2_000).boxed().toList();
		assertThat(get(this.cache, ids)).hasSize(2_000);
		redis.admin().resetStatistics();
		assertThat(new ArrayList<>(get(this.cache, ids).keySet())).isEqualTo(ids);
		assertThat(this.calls).containsExactly(ids);
		assertThat(redis.admin().commandCalls().get("mget")).isBetween(8L, 9L);
		assertThat(count(Event.STORED)).isEqualTo(2_000);
	}

	@Test
	void largeValuesAreAskedForAFewAtATime() {
		BatchSize size = new BatchSize();
		assertThat(size.keys()).isEqualTo(BatchSize.FIRST);
		size.seen(100, 1);
		assertThat(size.keys()).isEqualTo(BatchSize.MOST);
		size.seen(10_000_000, 10);
		assertThat(size.keys()).isOne();
		for (int i = 0; i < 100; i++) {
			size.seen(100, 1);
		}
		assertThat(size.keys()).isEqualTo(BatchSize.MOST);
		size.seen(0, 0);
		assertThat(size.keys()).isEqualTo(BatchSize.MOST);
	}

	@Test
	void withoutRedisTheOriginAnswers() {
		this.node.store().close();
		assertThat(get(this.cache, List.of(1, 2))).containsExactly(entry(1, "v1"), entry(2, "v2"));
		assertThat(this.calls).containsExactly(List.of(1, 2));
		assertThat(count(Event.BYPASS)).isEqualTo(2);
	}

	private static <T extends @Nullable Object> Future<T> send(Callable<T> task) {
		FutureTask<T> future = new FutureTask<>(task);
		Thread thread = new Thread(future, "bulk-reader");
		thread.setDaemon(true);
		thread.start();
		return future;
	}

	private static @Nullable Object single(RegionCache cache, int id, Loader loader) throws Exception {
		try {
			return cache.get(CacheRequest.of(id, String.class), loader);
		}
		catch (Exception | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Map<Integer, String> get(RegionCache cache, List<Integer> ids) {
		return cache.getAll(ids, String.class, this::load);
	}

	private Map<Integer, String> slow(RegionCache cache, List<Integer> ids) {
		return cache.getAll(ids, String.class, (missing) -> {
			pass();
			return load(missing);
		});
	}

	private void getAll(RegionCache cache, Map<Integer, CacheRequest> requests) {
		try {
			assertThat(BulkRequests.of(requests).get(cache.bulk(), this::load)).hasSize(requests.size());
		}
		catch (Throwable ex) {
			throw new AssertionError(ex);
		}
	}

	private Map<Integer, String> load(List<Integer> missing) {
		this.calls.add(List.copyOf(missing));
		Map<Integer, String> values = new LinkedHashMap<>();
		missing.forEach((id) -> values.put(id, "v" + id));
		return values;
	}

	private void pass() {
		try {
			this.gate.pass();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private long count(Event event) {
		return this.cache.statistics().get(event);
	}

}
