package io.regioncache.autoconfigure;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.autoconfigure.replication.RegionReplicationAutoConfiguration;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.cache.settings.ReplicationSettings.Replicate;
import io.regioncache.cache.settings.ReplicationSettings.Write;
import io.regioncache.store.RegionStore;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static io.regioncache.testkit.Patience.await;

/**
 * What differs from region to region, and what another region does for the own one.
 */
class RegionalSettingsTests {

	@RegisterExtension
	static final RedisExtension east = RedisExtension.own();

	@RegisterExtension
	static final RedisExtension west = RedisExtension.own();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class,
				RegionReplicationAutoConfiguration.class));

	private ApplicationContextRunner twoRegions(String home) {
		return this.contextRunner.withPropertyValues("regions.home=" + home, "regions.key-prefix=shop",
				"regions.command-timeout=2s", "regions.endpoints.east.url=" + east.server().url(),
				"regions.endpoints.west.url=" + west.server().url());
	}

	@Test
	void aCacheLivesAndReplicatesDifferentlyInARegion() {
		String[] properties = { "regions.caches.products.ttl=1h", "regions.caches.products.replicate=values",
				"regions.caches.products.write=all-regions", "regions.caches.products.write-timeout=3s",
				"regions.caches.products.regions.west.ttl=30m", "regions.caches.products.regions.west.replicate=none" };
		twoRegions("east").withPropertyValues(properties).run((context) -> {
			CacheSettings settings = settings(context, "products");
			assertThat(settings.lifetimes().ttl()).isEqualTo(Duration.ofHours(1));
			assertThat(settings.replication().replicate()).isEqualTo(Replicate.VALUES);
			assertThat(settings.replication().write()).isEqualTo(Write.ALL_REGIONS);
			assertThat(settings.replication().writeTimeout()).isEqualTo(Duration.ofSeconds(3));
			assertThat(settings(context, "others").replication().replicate()).isEqualTo(Replicate.INVALIDATIONS);
			assertThat(settings(context, "others").replication().write()).isEqualTo(Write.ASYNC);
		});
		twoRegions("west").withPropertyValues(properties).run((context) -> {
			CacheSettings settings = settings(context, "products");
			assertThat(settings.lifetimes().ttl()).isEqualTo(Duration.ofMinutes(30));
			assertThat(settings.replication().replicate()).isEqualTo(Replicate.NONE);
			assertThat(settings(context, "others").lifetimes().ttl())
				.isEqualTo(CacheSettings.DEFAULTS.lifetimes().ttl());
		});
	}

	@Test
	void theOriginAnswersWhileTheOwnRedisIsDownUnlessAnotherRegionIsToDoIt() {
		twoRegions("east").withPropertyValues("regions.fallback=region").run((toRegion) -> {
			twoRegions("east").run((toOrigin) -> {
				await(toOrigin.getBean(RegionStore.class)::isAvailable);
				await(toRegion.getBean(RegionStore.class)::isAvailable);
				east.server().kill();
				AtomicInteger loads = new AtomicInteger();
				await(() -> {
					String loaded = "loaded " + loads.incrementAndGet();
					return !read(toRegion, loaded).equals(loaded);
				});
				assertThat(read(toRegion, "never")).startsWith("loaded ");
				assertThat(read(toOrigin, "one")).isEqualTo("one");
				assertThat(read(toOrigin, "two")).isEqualTo("two");
			});
		});
		east.server().restartEmpty();
	}

	private static CacheSettings settings(AssertableApplicationContext context, String cache) {
		return context.getBean(RegionCacheManager.class).settings(cache);
	}

	private static String read(AssertableApplicationContext context, String loaded) {
		try {
			return (String) context.getBean(RegionCacheManager.class)
				.getCache("products")
				.get(CacheRequest.of("k", String.class), () -> loaded);
		}
		catch (Throwable ex) {
			throw new AssertionError(ex);
		}
	}

}
