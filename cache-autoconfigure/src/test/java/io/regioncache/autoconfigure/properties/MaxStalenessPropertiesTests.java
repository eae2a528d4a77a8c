package io.regioncache.autoconfigure.properties;

import java.time.Duration;
import java.util.List;

import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.region.Region;
import io.regioncache.region.Regions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a cache says of how long ago a value may have been invalidated.
 */
class MaxStalenessPropertiesTests {

	private static final String CACHE = "regions.caches.products";

	private static final Region EAST = new Region("east");

	private static final Regions REGIONS = new Regions(List.of(EAST, new Region("west")), EAST);

	@Test
	void whatIsNotSetIsThatOfAllCaches() {
		CacheSettings base = CacheSettings.DEFAULTS.mutate().maxStaleness(Duration.ofSeconds(5)).build();
		assertThat(settings(base, "ttl", "1m").reads().maxStaleness()).isEqualTo(Duration.ofSeconds(5));
		assertThat(settings(base, "max-staleness", "2s").reads().maxStaleness()).isEqualTo(Duration.ofSeconds(2));
		assertThat(settings(base, "max-staleness", "0s").reads().maxStaleness()).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "-1s", "1ms", "1499ms" })
	void whatNoServerCouldShowIsRefused(String bound) {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> settings(CacheSettings.DEFAULTS, "max-staleness", bound))
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo(CACHE + ".max-staleness");
				assertThat(ex.getReason()).startsWith("It must be at least 1500ms, such as 2s");
			});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			2000   |                                        |
			2000   | regions.replication.heartbeat=2s       | only every 2000 ms ('regions.replication.heartbeat')
			2500 | regions.replication.heartbeat=2s     |
			2000   | regions.replication.enabled=false      | 'regions.replication.enabled' is false
			2000   | regions.caches.products.replicate=none | as 'replicate' is 'none'
			2000   | regions.cache-defaults.replicate=none  | as 'replicate' is 'none'
			2000   | regions.caches.products.regions.west.replicate=none | as 'replicate' is 'none'
			2000   | regions.replication.topology=managed   | may be 3s behind
			3000   | regions.replication.topology=managed   |
			""")
	void whatCannotBeMetIsRefused(long millis, String property, String problem) {
		Duration bound = Duration.ofMillis(millis);
		MockEnvironment environment = new MockEnvironment().withProperty("regions.home", "east");
		if (property != null) {
			environment.withProperty(property.split("=")[0], property.split("=")[1]);
		}
		ConfiguredStaleness staleness = new ConfiguredStaleness(
				Binder.get(environment).bind("regions", RegionsProperties.class).get(), REGIONS);
		if (problem == null) {
			staleness.require(CACHE, "products", bound);
		}
		else {
			assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
				.isThrownBy(() -> staleness.require(CACHE, "products", bound))
				.satisfies((ex) -> {
					assertThat(ex.getName()).isEqualTo(CACHE + ".max-staleness");
					assertThat(ex.getReason()).startsWith("It cannot be met: ").contains(problem);
				});
		}
		staleness.require(CACHE, "products", Duration.ZERO);
	}

	private static CacheSettings settings(CacheSettings base, String property, String value) {
		MockEnvironment environment = new MockEnvironment().withProperty(CACHE + "." + property, value);
		CacheProperties properties = Binder.get(environment).bind(CACHE, CacheProperties.class).get();
		return new ConfiguredCache(CACHE, properties, base).settings("here");
	}

}
