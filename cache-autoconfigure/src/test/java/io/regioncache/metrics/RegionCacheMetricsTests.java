package io.regioncache.metrics;

import java.time.Duration;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.regioncache.cache.CacheNode;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.RegionCache;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RegionCacheMetrics}.
 */
class RegionCacheMetricsTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private CacheNode node;

	private RegionCache cache;

	@BeforeEach
	void start() {
		this.node = CacheNode.at(redis.server().url());
		this.cache = this.node.cache("products");
		new RegionCacheMetrics(this.cache, Tags.of("cache.manager", "region")).bindTo(this.registry);
	}

	@AfterEach
	void stop() {
		this.node.close();
	}

	@Test
	void countsHitsAndMissesAsEveryCacheDoes() throws Throwable {
		for (int i = 0; i < 3; i++) {
			this.cache.get(CacheRequest.of(1L, String.class), () -> "chair");
		}
		assertThat(count("cache.gets", "result", "hit")).isEqualTo(2);
		assertThat(count("cache.gets", "result", "miss")).isEqualTo(1);
		assertThat(count("cache.puts")).isEqualTo(1);
		assertThat(count("region.cache.loads")).isEqualTo(1);
	}

	@Test
	void countsReadsByWhatTheyFound() throws Throwable {
		this.cache.get(CacheRequest.of(1L, String.class), () -> "chair");
		this.cache.get(CacheRequest.of(1L, String.class), () -> "chair");
		assertThat(count("region.cache.gets", "outcome", "hit")).isEqualTo(1);
		assertThat(count("region.cache.gets", "outcome", "miss")).isEqualTo(1);
		assertThat(count("region.cache.gets", "outcome", "bypass")).isZero();
	}

	@Test
	void countsLookupsThatHaveFailed() throws Throwable {
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(this.node.store()::isAvailable);
		redis.admin().call("HSET", "{app}:m", "floor", "no number");
		try {
			// The markers are read once a second at least
			Awaitility.await().until(() -> {
				assertThat(get()).isEqualTo("chair");
				return count("region.cache.lookup.failures") > 0;
			});
		}
		finally {
			redis.admin().call("DEL", "{app}:m");
		}
		assertThat(count("region.cache.gets", "outcome", "bypass")).isEqualTo(1);
	}

	private Object get() throws Exception {
		try {
			return this.cache.get(CacheRequest.of(1L, String.class), () -> "chair");
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void countsRemovals() {
		this.cache.evict(1L);
		this.cache.clear();
		assertThat(count("cache.removals")).isEqualTo(2);
	}

	@Test
	void countsValuesThatCannotBeStored() throws Throwable {
		this.cache.get(CacheRequest.of(1L, Thread.class), () -> new Thread());
		assertThat(count("region.cache.refused", "reason", "value")).isEqualTo(1);
	}

	private double count(String name, String... tags) {
		return this.registry.get(name)
			.tags("cache", "products", "cache.manager", "region")
			.tags(tags)
			.functionCounter()
			.count();
	}

}
