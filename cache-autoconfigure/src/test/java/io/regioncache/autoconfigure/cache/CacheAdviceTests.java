package io.regioncache.autoconfigure.cache;

import java.util.List;
import java.util.Map;

import io.regioncache.autoconfigure.properties.RegionsProperties;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CacheAdvice}.
 */
class CacheAdviceTests {

	@Test
	void timeToLiveOfANumberAlone() {
		assertThat(advice("regions.caches.products.ttl", "30"))
			.containsExactly("'regions.caches.products.ttl' is 30ms. "
					+ "A number without a unit counts milliseconds: write 30s or 30m if that is meant.");
		assertThat(advice("regions.cache-defaults.ttl", "600")).singleElement()
			.asString()
			.startsWith("'regions.cache-defaults.ttl' is 600ms.");
		assertThat(advice("regions.caches.products.regions.eu-west-1.ttl", "30")).singleElement()
			.asString()
			.startsWith("'regions.caches.products.regions.eu-west-1.ttl' is 30ms.");
	}

	@Test
	void settingsOfAnUnknownRegion() {
		assertThat(advice("regions.caches.products.regions.eu-wset-1.ttl", "30m"))
			.containsExactly("'regions.caches.products.regions.eu-wset-1' concerns no region: "
					+ "known are [us-east-1, eu-west-1].");
	}

	@Test
	void nothingToSay() {
		assertThat(advice("regions.caches.products.ttl", "1s")).isEmpty();
		assertThat(advice("regions.caches.products.regions.eu-west-1.ttl", "30m")).isEmpty();
	}

	private static List<String> advice(String property, String value) {
		RegionsProperties properties = new Binder(new MapConfigurationPropertySource(Map.of(property, value)))
			.bindOrCreate("regions", RegionsProperties.class);
		return CacheAdvice.on(properties, List.of("us-east-1", "eu-west-1"));
	}

}
