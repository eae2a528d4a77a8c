package io.regioncache.autoconfigure.properties;

import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.cache.settings.ReplicationSettings.Conflict;
import io.regioncache.cache.settings.ReplicationSettings.Replicate;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;

import static io.regioncache.testkit.StartFailures.assertFailure;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which caches may let the last writer win, and what the user reads of the others.
 */
class ConflictPropertiesTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class,
				DataRedisAutoConfiguration.class))
		.withPropertyValues("regions.home=a", "regions.endpoints.a.url=redis://127.0.0.1:1");

	@Test
	void conflictsAreDroppedUnlessToldOtherwise() {
		this.contextRunner.run((context) -> assertThat(conflict(context, "carts")).isEqualTo(Conflict.DROP));
	}

	@Test
	void theLastWriterWinsWhereValuesAreReplicated() {
		this.contextRunner
			.withPropertyValues("regions.caches.carts.replicate=values",
					"regions.caches.carts.conflict=last-write-wins")
			.run((context) -> {
				assertThat(conflict(context, "carts")).isEqualTo(Conflict.LAST_WRITE_WINS);
				assertThat(conflict(context, "products")).isEqualTo(Conflict.DROP);
			});
	}

	@Test
	void whatIsSetForAllHoldsForEach() {
		this.contextRunner
			.withPropertyValues("regions.cache-defaults.replicate=values",
					"regions.cache-defaults.conflict=last-write-wins", "regions.caches.products.conflict=drop")
			.run((context) -> {
				assertThat(conflict(context, "carts")).isEqualTo(Conflict.LAST_WRITE_WINS);
				assertThat(conflict(context, "products")).isEqualTo(Conflict.DROP);
			});
	}

	@Test
	void nobodyWinsWhereNoValuesAreReplicated() {
		this.contextRunner.withPropertyValues("regions.caches.carts.conflict=last-write-wins")
			.run(failure("regions.caches.carts.conflict", "LAST_WRITE_WINS", "Only replicated values can conflict. "
					+ "Set 'regions.caches.carts.replicate=values', or remove it."));
	}

	@Test
	void everyRegionTakesPart() {
		this.contextRunner
			.withPropertyValues("regions.caches.carts.replicate=values",
					"regions.caches.carts.conflict=last-write-wins", "regions.caches.carts.regions.b.replicate=none")
			.run(failure("regions.caches.carts.regions.b.replicate", Replicate.NONE.toString(),
					"With last-write-wins, every region has to take part. "
							+ "Remove it, or 'regions.caches.carts.conflict'."));
	}

	private static Conflict conflict(AssertableApplicationContext context, String cache) {
		return context.getBean(RegionCacheManager.class).settings(cache).replication().conflict();
	}

	private static ContextConsumer<AssertableApplicationContext> failure(String property, String value, String reason) {
		return (context) -> assertFailure(context,
				String.format("Invalid value '%s' for configuration property '%s'. "
						+ "Validation failed for the following reason:%n%n%s", value, property, reason),
				"Review the value of the property with the provided reason.");
	}

}
