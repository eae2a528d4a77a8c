package io.regioncache.cache.load;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import io.regioncache.cache.CacheNode;
import io.regioncache.cache.Counting;
import io.regioncache.cache.Crew;
import io.regioncache.cache.Gate;
import io.regioncache.cache.RegionCache;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.entry.EntryTags;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that one process loads a key once, however many threads ask for it.
 */
class SingleFlightTests {

	private static final int THREADS = 64;

	private static final CacheRequest REQUEST = CacheRequest.of("k", Item.class);

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private final Crew crew = new Crew();

	private final Gate gate = new Gate();

	private CacheNode node;

	private RegionCache cache;

	@BeforeEach
	void start() {
		this.node = CacheNode.at(redis.server().url());
		this.cache = this.node.cache("items");
	}

	@AfterEach
	void stop() {
		this.gate.open();
		this.crew.close();
		this.node.close();
	}

	@Test
	void loadsOnceForManyThreads() {
		Counting origin = Counting.by(Item::new);
		List<Future<@Nullable Object>> callers = this.crew.send(THREADS, () -> this.cache.get(REQUEST, () -> {
			this.gate.pass();
			return origin.load();
		}));
		Awaitility.await().until(() -> this.cache.statistics().get(Event.MISS) == THREADS);
		this.gate.open();
		assertThat(Crew.await(callers)).containsOnly(new Item(1));
		assertThat(origin.loads()).isEqualTo(1);
	}

	@Test
	void givesEachCallerAValueOfItsOwn() {
		Map<Object, Boolean> identities = new IdentityHashMap<>();
		List<Future<@Nullable Object>> callers = this.crew.send(8, () -> this.cache.get(REQUEST, () -> {
			this.gate.pass();
			return new Item(1);
		}));
		Awaitility.await().until(() -> this.cache.statistics().get(Event.MISS) == 8);
		this.gate.open();
		Crew.await(callers).forEach((value) -> identities.put(value, true));
		assertThat(identities).hasSize(8);
	}

	@Test
	void givesAllWhoWaitTheSameValueIfItHasNoCopy() {
		CacheRequest uncached = new CacheRequest("k", Item.class, EntryTags.NONE, null, null, (value) -> false);
		Item item = new Item(1);
		List<Future<@Nullable Object>> callers = this.crew.send(8, () -> this.cache.get(uncached, () -> {
			this.gate.pass();
			return item;
		}));
		Awaitility.await().until(() -> this.cache.statistics().get(Event.MISS) == 8);
		this.gate.open();
		assertThat(Crew.await(callers)).allMatch((value) -> value == item);
		assertThat(this.cache.statistics().get(Event.LOAD)).isEqualTo(1);
	}

	@Test
	void givesNobodyAValueOfATypeHeDidNotAskFor() throws Throwable {
		Future<@Nullable Object> items = this.crew.send(() -> this.cache.get(REQUEST, () -> {
			this.gate.pass();
			return new Item(1);
		}));
		this.gate.awaitReached();
		Future<@Nullable Object> texts = this.crew
			.send(() -> this.cache.get(CacheRequest.of("k", String.class), () -> "text"));
		Awaitility.await().until(() -> this.cache.statistics().get(Event.MISS) == 2);
		this.gate.open();
		assertThat(Crew.await(items)).isEqualTo(new Item(1));
		assertThat(Crew.await(texts)).isEqualTo("text");
	}

	@Test
	void sharesALoadBetweenBlockingAndAsynchronousCallers() throws Throwable {
		CompletableFuture<Object> origin = new CompletableFuture<>();
		CompletableFuture<@Nullable Object> first = this.cache.getAsync(REQUEST, () -> origin);
		Awaitility.await().until(() -> this.cache.statistics().get(Event.LOAD) == 1);
		Future<@Nullable Object> second = this.crew.send(() -> this.cache.get(REQUEST, () -> new Item(2)));
		Awaitility.await().until(() -> this.cache.statistics().get(Event.MISS) == 2);
		origin.complete(new Item(1));
		assertThat(Crew.await(first)).isEqualTo(new Item(1));
		assertThat(Crew.await(second)).isEqualTo(new Item(1));
	}

	@Test
	void loadsDifferentKeysAtTheSameTime() {
		List<Future<@Nullable Object>> callers = IntStream.range(0, 8)
			.mapToObj((key) -> this.crew.send(() -> this.cache.get(CacheRequest.of(key, Item.class), () -> {
				this.gate.pass();
				return new Item(key);
			})))
			.toList();
		Awaitility.await().until(() -> this.cache.statistics().get(Event.LOAD) == 8);
		this.gate.open();
		assertThat(Crew.await(callers)).hasSize(8).doesNotHaveDuplicates();
	}

	record Item(int id) {

	}

}
