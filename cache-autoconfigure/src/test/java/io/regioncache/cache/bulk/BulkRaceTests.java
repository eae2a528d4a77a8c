package io.regioncache.cache.bulk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.regioncache.cache.CacheNode;
import io.regioncache.cache.CacheRaceNode;
import io.regioncache.cache.Crew;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics;
import io.regioncache.testkit.Race;
import io.regioncache.testkit.RaceNode;
import io.regioncache.testkit.RedisExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reads of many keys that overlap, with each other and with single ones.
 */
class BulkRaceTests {

	private static final int ROUNDS = Integer.getInteger("regioncache.bulk.rounds", 20);

	private static final int PAIRS = Integer.getInteger("regioncache.bulk.pairs", 2_000);

	private static final int KEYS = 60;

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	/**
	 * Three nodes, each with three callers of many keys, one of which does not wait, and
	 * three of one.
	 */
	@Test
	void overlappingReadsLoadEachKeyOnce() {
		List<CacheNode> nodes = new ArrayList<>();
		try (Crew crew = new Crew()) {
			for (int i = 0; i < 3; i++) {
				nodes.add(CacheNode.patient(redis.server().url()).awaitAvailable());
			}
			Random random = new Random(7);
			for (int round = 0; round < ROUNDS; round++) {
				Map<String, AtomicInteger> loads = new ConcurrentHashMap<>();
				Map<String, Boolean> asked = new ConcurrentHashMap<>();
				CyclicBarrier start = new CyclicBarrier(18);
				List<Future<@Nullable Object>> readers = new ArrayList<>();
				for (CacheNode node : nodes) {
					for (int i = 0; i < 3; i++) {
						List<String> keys = some(random, "r" + round, 25);
						keys.forEach((key) -> asked.put(key, true));
						boolean waits = i > 0;
						readers.add(crew.send(() -> {
							start.await();
							Map<String, Object> found = waits ? many(node, keys, loads) : later(node, keys, loads);
							assertThat(found.keySet()).containsExactlyElementsOf(keys);
							return found.equals(values(keys)) ? "right" : found;
						}));
						String key = keys.get(random.nextInt(keys.size()));
						readers.add(crew.send(() -> {
							start.await();
							Object value = node.cache("items").get(CacheRequest.of(key, String.class), () -> {
								TimeUnit.MILLISECONDS.sleep(2);
								return load(key, loads);
							});
							return ("v" + key).equals(value) ? "right" : value;
						}));
					}
				}
				assertThat(Crew.await(readers)).containsOnly("right");
				assertThat(loads.keySet()).isEqualTo(asked.keySet());
				assertThat(loads.entrySet()).as("loads in round %d", round)
					.allSatisfy((entry) -> assertThat(entry.getValue()).as(entry.getKey()).hasValue(1));
			}
		}
		finally {
			nodes.forEach(CacheNode::close);
		}
	}

	@Test
	void nothingIsServedThatWasLoadedBeforeItsInvalidation() {
		try (CacheRaceNode here = CacheRaceNode.at(redis.server().url()).awaitAvailable();
				CacheRaceNode there = CacheRaceNode.at(redis.server().url()).awaitAvailable();
				Race race = new Race(64, List.of(new ManyAtOnce(here), new ManyAtOnce(there)))) {
			race.startOverlapping(4, 2);
			race.awaitOverlaps(PAIRS, Duration.ofMinutes(5));
			race.assertWon(here, there);
			assertThat(here.hits()).isPositive();
		}
	}

	private static List<String> some(Random random, String round, int count) {
		List<Integer> all = IntStream.range(0, KEYS).boxed().collect(Collectors.toCollection(ArrayList::new));
		Collections.shuffle(all, random);
		return all.stream().limit(count).map((key) -> round + "-" + key).toList();
	}

	private static Map<String, Object> many(CacheNode node, List<String> keys, Map<String, AtomicInteger> loads) {
		return new LinkedHashMap<>(node.cache("items").getAll(keys, String.class, (missing) -> load(missing, loads)));
	}

	private static Map<String, Object> later(CacheNode node, List<String> keys, Map<String, AtomicInteger> loads) {
		Map<String, CacheRequest> requests = new LinkedHashMap<>();
		keys.forEach((key) -> requests.put(key, CacheRequest.of(key, String.class)));
		return BulkRequests.of(requests)
			.getAsync(node.cache("items").bulk(),
					(missing) -> CompletableFuture.supplyAsync(() -> load(missing, loads)), null)
			.join();
	}

	private static Map<String, String> load(List<String> missing, Map<String, AtomicInteger> loads) {
		Map<String, String> values = new HashMap<>();
		missing.forEach((key) -> values.put(key, load(key, loads)));
		return values;
	}

	private static String load(String key, Map<String, AtomicInteger> loads) {
		loads.computeIfAbsent(key, (any) -> new AtomicInteger()).incrementAndGet();
		return "v" + key;
	}

	private static Map<String, Object> values(List<String> keys) {
		Map<String, Object> values = new HashMap<>();
		keys.forEach((key) -> values.put(key, "v" + key));
		return values;
	}

	/**
	 * Reads each key of the race together with others that nobody invalidates.
	 */
	private record ManyAtOnce(CacheRaceNode node) implements RaceNode {

		@Override
		public Duration lag() {
			return this.node.lag();
		}

		@Override
		public long read(int key, LongSupplier origin) {
			Map<Integer, CacheRequest> requests = new LinkedHashMap<>();
			for (int other : List.of(1000 + key % 7, key, 2000 + key)) {
				requests.put(other, CacheRaceNode.request(other));
			}
			BulkLoader<Integer> loader = (missing) -> {
				Map<Integer, Long> values = new HashMap<>();
				missing.forEach((id) -> values.put(id, (id == key) ? origin.getAsLong() : 0));
				return values;
			};
			try {
				return (Long) BulkRequests.of(requests).get(this.node.cache().bulk(), loader).get(key);
			}
			catch (Throwable ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		public boolean invalidate(int key) {
			return this.node.invalidate(key);
		}

	}

}
