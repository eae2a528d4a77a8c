package io.regioncache.autoconfigure.properties;

import java.time.Duration;
import java.util.Arrays;
import java.util.Date;
import java.util.List;

import io.regioncache.annotation.RegionCached;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.interceptor.RegionAnnotationsAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.cache.near.NearSettings;
import io.regioncache.cache.near.NearSettings.Share;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What each process keeps of a cache, and what the user reads of settings that make no
 * sense.
 */
class NearPropertiesTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class,
				DataRedisAutoConfiguration.class, RegionAnnotationsAutoConfiguration.class))
		.withPropertyValues("regions.home=a", "regions.endpoints.a.url=redis://127.0.0.1:1");

	@Test
	void nothingIsKeptUnlessAskedFor() {
		this.contextRunner.run((context) -> assertThat(near(context, "products")).isEqualTo(NearSettings.NONE));
	}

	@Test
	void aCacheKeepsAsMuchAsItSays() {
		this.contextRunner
			.withPropertyValues("regions.caches.products.near.max-size=10", "regions.caches.products.near.ttl=10s",
					"regions.caches.products.near.share=never", "regions.caches.carts.near.max-weight=64MB")
			.run((context) -> {
				assertThat(near(context, "products"))
					.isEqualTo(new NearSettings(10, 0, Duration.ofSeconds(10), Share.NEVER));
				assertThat(near(context, "carts")).isEqualTo(new NearSettings(0, 64 << 20, null, Share.AUTO));
				assertThat(near(context, "others")).isEqualTo(NearSettings.NONE);
			});
	}

	@Test
	void whatIsSetForAllHoldsForEachThatSaysNothingElse() {
		this.contextRunner
			.withPropertyValues("regions.cache-defaults.near.max-size=10", "regions.cache-defaults.near.ttl=10s",
					"regions.caches.products.near.max-size=0", "regions.caches.carts.near.max-weight=1MB",
					"regions.caches.brief.near.ttl=1s")
			.run((context) -> {
				Duration ttl = Duration.ofSeconds(10);
				assertThat(near(context, "others")).isEqualTo(new NearSettings(10, 0, ttl, Share.AUTO));
				assertThat(near(context, "products").isOn()).isFalse();
				assertThat(near(context, "carts")).isEqualTo(new NearSettings(0, 1 << 20, ttl, Share.AUTO));
				assertThat(near(context, "brief"))
					.isEqualTo(new NearSettings(10, 0, Duration.ofSeconds(1), Share.AUTO));
			});
	}

	@Test
	void settingsThatMakeNoSenseStopTheStart() {
		assertFailure("max-weight", "Bound the near cache by 'max-size' or by 'max-weight', not by both.",
				"max-size=10", "max-weight=1MB");
		assertFailure("max-size",
				"A near cache needs a bound. Set 'max-size', such as 10000, or 'max-weight', such as " + "64MB.",
				"ttl=10s");
		assertFailure("max-size", "It must not be negative. Use zero for no near cache.", "max-size=-1");
		assertFailure("max-weight", "It must be positive, such as 64MB.", "max-weight=0B");
		assertFailure("ttl", "It must be positive, such as 10s.", "max-size=10", "ttl=0s");
		assertFailure("ttl",
				"No entry is kept past its time to live, which is PT10M in this cache. Remove it, or set " + "less.",
				"max-size=10", "ttl=11m");
	}

	@Test
	void aMethodWhoseValuesCanBeChangedStopsTheStartWhereTheyMustBeShared() {
		ApplicationContextRunner required = this.contextRunner.withPropertyValues(
				"regions.caches.products.near.max-size=10", "regions.caches.products.near.share=required");
		required.withBean(Shared.class).run((context) -> assertThat(context).hasNotFailed());
		required.withBean(Mutable.class)
			.run((context) -> assertThat(context.getStartupFailure())
				.hasMessage("NearPropertiesTests.Mutable.find: its values cannot be shared by callers, as "
						+ "regions.caches.products.near.share=required demands: " + Sale.class.getName()
						+ ".at: a java.util.Date can be changed. Return a record of immutable values that copies its "
						+ "lists by List.copyOf, or remove that property."));
		this.contextRunner.withBean(Mutable.class).run((context) -> assertThat(context).hasNotFailed());
	}

	private void assertFailure(String property, String reason, String... settings) {
		String[] properties = Arrays.stream(settings)
			.map((setting) -> "regions.caches.products.near." + setting)
			.toArray(String[]::new);
		this.contextRunner.withPropertyValues(properties)
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("Property regions.caches.products.near." + property + " ")
				.hasMessageContaining(reason));
	}

	private static NearSettings near(AssertableApplicationContext context, String cache) {
		return context.getBean(RegionCacheManager.class).settings(cache).near();
	}

	record Product(long id, List<String> names) {

	}

	record Sale(long id, Date at) {

	}

	static class Shared {

		@RegionCached(cacheNames = "products", key = "#id")
		public Product find(long id) {
			return new Product(id, List.of());
		}

	}

	static class Mutable {

		@RegionCached(cacheNames = "products", key = "#id")
		public Sale find(long id) {
			return new Sale(id, new Date());
		}

	}

}
