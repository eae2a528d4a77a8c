package io.regioncache.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.metrics.RegionCacheMetricsAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.autoconfigure.replication.RegionReplicationAutoConfiguration;
import io.regioncache.cache.RegionCache;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.testkit.RedisPair;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static io.regioncache.testkit.Patience.await;

/**
 * Two processes of two managed regions, one of them with the primary.
 */
class ManagedRegionsTests {

	private final RedisPair pair = RedisPair.start();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class,
				RegionReplicationAutoConfiguration.class, RegionCacheMetricsAutoConfiguration.class,
				DataRedisAutoConfiguration.class))
		.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
		.withPropertyValues("spring.application.name=shop", "regions.replication.topology=managed",
				"regions.replication.primary=east", "regions.endpoints.east.url=" + this.pair.primary().url(),
				"regions.endpoints.west.url=" + this.pair.replica().url(),
				"regions.caches.texts.type=java.lang.String");

	@AfterEach
	void stop() {
		this.pair.close();
	}

	@Test
	void whatIsPutInEitherRegionIsReadInBoth() {
		this.contextRunner.withPropertyValues("regions.home=east").run((east) -> {
			RegionCache inEast = east.getBean(RegionCacheManager.class).getCache("texts");
			this.contextRunner.withPropertyValues("regions.home=west").run((west) -> {
				RegionCache inWest = west.getBean(RegionCacheManager.class).getCache("texts");
				inWest.put("a", "one");
				await(() -> "one".equals(inEast.get("a", String.class)));
				inEast.put("a", "two");
				await(() -> "two".equals(inWest.get("a", String.class)));
				MeterRegistry registry = west.getBean(MeterRegistry.class);
				await(() -> registry.get("region.replication.lag").tag("source", "east").gauge().value() == 0);
				await(() -> registry.get("region.replication.waiting").tag("source", "east").gauge().value() == 0);
				this.pair.replica().admin().resetStatistics();
				assertThat(inWest.get("a", String.class)).isEqualTo("two");
				assertThat(this.pair.replica().admin().commandCalls()).containsEntry("get", 1L);
				this.pair.link().blackHole();
				await(() -> registry.get("region.replication.lag").tag("source", "east").gauge().value() > 3);
			});
		});
		assertThat(this.pair.primary().admin().call("EXISTS", "{shop}:puller")).as("nobody pulls").isEqualTo(0L);
	}

}
