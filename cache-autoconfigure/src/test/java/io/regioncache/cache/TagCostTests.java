package io.regioncache.cache;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.entry.EntryTags;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.cache.invalidation.InvalidationOutcome;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * That a tag is invalidated by the same commands however many entries have it.
 */
class TagCostTests {

	private static final int MANY = 3000;

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	@Test
	void isTheSameForOneEntryAndForThousands() throws Throwable {
		try (CacheNode node = CacheNode.patient(redis.server().url()).awaitAvailable()) {
			RegionCache cache = node.cache("products");
			Map<String, Long> first = invalidate(node, cache, 1);
			assertThat(first).containsEntry("evalsha", 1L);
			assertThat(invalidate(node, cache, 1)).isEqualTo(first);
			assertThat(invalidate(node, cache, MANY)).isEqualTo(first);
			long before = cache.statistics().get(Event.MISS);
			for (int id = 0; id < MANY; id++) {
				load(cache, id, "new");
			}
			assertThat(cache.statistics().get(Event.MISS) - before).isEqualTo(MANY);
		}
	}

	/**
	 * Beats run in between, now and then: the cheapest of several invalidations has none.
	 */
	private static Map<String, Long> invalidate(CacheNode node, RegionCache cache, int entries) throws Throwable {
		for (int id = 0; id < entries; id++) {
			load(cache, id, "old");
		}
		Map<String, Long> cheapest = Map.of();
		for (int i = 0; i < 5; i++) {
			redis.admin().resetStatistics();
			assertThat(node.manager().invalidate(Invalidation.ofTags("all"))).isEqualTo(InvalidationOutcome.APPLIED);
			Map<String, Long> calls = new TreeMap<>(redis.admin().commandCalls());
			calls.keySet().removeIf((name) -> name.equals("info") || name.startsWith("config"));
			if (cheapest.isEmpty() || total(calls) < total(cheapest)) {
				cheapest = calls;
			}
		}
		return cheapest;
	}

	private static long total(Map<String, Long> calls) {
		return calls.values().stream().mapToLong(Long::longValue).sum();
	}

	private static void load(RegionCache cache, int id, String value) throws Throwable {
		assertThat(
				cache.get(new CacheRequest(id, String.class, EntryTags.of(List.of("all")), null, null, (any) -> true),
						() -> value))
			.isEqualTo(value);
	}

}
