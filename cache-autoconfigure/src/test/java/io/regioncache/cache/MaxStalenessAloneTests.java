package io.regioncache.cache;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.load.Loader;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Reads with a bound where there is one region, and loads whose second lookup finds
 * something in another epoch than the first.
 */
class MaxStalenessAloneTests {

	private static final CacheRequest KEY = CacheRequest.of("k", String.class);

	private static final CacheSettings BOUNDED = CacheSettings.DEFAULTS.mutate()
		.maxStaleness(Duration.ofSeconds(2))
		.build();

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	@Test
	void aSingleRegionIsLevelUnlessOthersAreUnknown() {
		try (CacheNode node = CacheNode.at(redis.server().url(), BOUNDED).awaitAvailable()) {
			RegionCache cache = node.cache("items");
			await().until(() -> "a".equals(get(cache, "a")) && "a".equals(get(cache, "no load")));
			assertThat(cache.statistics().get(Event.BOUNDED_HOME)).isPositive();
			node.store().levels().areUnknown();
			assertThat(get(cache, "b")).isEqualTo("b");
			assertThat(cache.getAsync(KEY, () -> CompletableFuture.completedFuture("c")).join()).isEqualTo("c");
			assertThat(cache.statistics().get(Event.BOUNDED_ORIGIN)).isPositive();
			assertThat(cache.statistics().get(Event.BOUNDED_REGION)).isZero();
		}
	}

	@Test
	void aLoadDoesNotTakeWhatASecondLookupFindsInAnotherEpoch() throws Exception {
		try (CacheNode here = CacheNode.at(redis.server().url()).awaitAvailable();
				CacheNode there = CacheNode.at(redis.server().url()).awaitAvailable();
				CacheNode other = CacheNode.at(redis.server().url()).awaitAvailable()) {
			CountDownLatch begun = new CountDownLatch(1);
			CountDownLatch end = new CountDownLatch(1);
			CompletableFuture<Object> slow = CompletableFuture.supplyAsync(() -> get(there.cache("slow"), () -> {
				begun.countDown();
				end.await();
				return "slow";
			}), (task) -> new Thread(task).start());
			begun.await();
			CompletableFuture<Object> waiting = CompletableFuture
				.supplyAsync(() -> get(here.cache("slow"), () -> "own"), (task) -> new Thread(task).start());
			await().until(() -> here.cache("slow").statistics().get(Event.LOCK_WAIT) > 0);
			redis.admin().call("DEL", "{app}:m");
			other.cache("slow").put("k", "foreign");
			assertThat(waiting.join()).isEqualTo("own");
			end.countDown();
			slow.join();
		}
	}

	private static Object get(RegionCache cache, String origin) {
		return get(cache, () -> origin);
	}

	private static Object get(RegionCache cache, Loader origin) {
		try {
			return cache.get(KEY, origin);
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

}
