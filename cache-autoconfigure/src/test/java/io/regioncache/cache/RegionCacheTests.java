package io.regioncache.cache;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.store.RegionStore;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RegionCache}.
 */
class RegionCacheTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	private CacheNode node;

	private final AtomicInteger loads = new AtomicInteger();

	@BeforeEach
	void start() {
		this.node = CacheNode.at(redis.server().url());
	}

	@AfterEach
	void stop() {
		this.node.close();
	}

	@Test
	void loadsOnceAndThenServesWhatIsStored() throws Throwable {
		RegionCache cache = this.node.cache("products");
		for (int i = 0; i < 3; i++) {
			Object value = cache.get(CacheRequest.of(1L, Product.class), this::load);
			assertThat(value).isEqualTo(new Product(1, "chair"));
		}
		assertThat(this.loads).hasValue(1);
		assertThat(cache.statistics().get(Event.HIT)).isEqualTo(2);
	}

	@Test
	void timeOfOneInEightHitsIsTold() throws Throwable {
		RegionCache cache = this.node.cache("products");
		AtomicInteger told = new AtomicInteger();
		cache.statistics().timeHits((nanos) -> told.incrementAndGet());
		for (long id = 0; id < 200; id++) {
			cache.get(CacheRequest.of(id, Product.class), this::load);
		}
		assertThat(told).as("misses").hasValue(0);
		for (int i = 0; i < 400; i++) {
			cache.get(CacheRequest.of(1L, Product.class), this::load);
			cache.retrieve(1L).join();
		}
		assertThat(told.get()).isBetween(20, 400);
	}

	private Object load() {
		this.loads.incrementAndGet();
		return new Product(1, "chair");
	}

	record Product(long id, String name) {

	}

}
