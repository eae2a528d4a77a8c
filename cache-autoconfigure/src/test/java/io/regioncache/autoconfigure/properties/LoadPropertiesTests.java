package io.regioncache.autoconfigure.properties;

import java.time.Duration;

import io.regioncache.cache.settings.CacheSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a cache says of loads that fail or take too long.
 */
class LoadPropertiesTests {

	private static final String CACHE = "regions.caches.products";

	@Test
	void whatIsNotSetIsThatOfAllCaches() {
		CacheSettings base = CacheSettings.DEFAULTS.mutate()
			.staleIfError(Duration.ofHours(1))
			.loadHardTimeout(Duration.ofSeconds(2))
			.build();
		CacheSettings settings = settings(base, "load-soft-timeout", "300ms");
		assertThat(settings.lifetimes().staleIfError()).isEqualTo(Duration.ofHours(1));
		assertThat(settings.loads().loadSoftTimeout()).isEqualTo(Duration.ofMillis(300));
		assertThat(settings.loads().loadHardTimeout()).isEqualTo(Duration.ofSeconds(2));
		assertThat(settings(base, "stale-if-error", "0s").lifetimes().staleIfError()).isZero();
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			stale-if-error, -1s, Use zero for never.
			load-soft-timeout, -1s, Use zero for never.
			load-hard-timeout, -1s, Use zero for never.
			load-soft-timeout, 5s, 'It must be shorter than load-hard-timeout, which is PT5S.'
			""")
	void whatMakesNoSenseIsRefused(String property, String value, String advice) {
		CacheSettings base = CacheSettings.DEFAULTS.mutate().loadHardTimeout(Duration.ofSeconds(5)).build();
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> settings(base, property, value))
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo(CACHE + "." + property);
				assertThat(ex.getReason()).isEqualTo(advice);
			});
	}

	private static CacheSettings settings(CacheSettings base, String property, String value) {
		MockEnvironment environment = new MockEnvironment().withProperty(CACHE + "." + property, value);
		CacheProperties properties = Binder.get(environment).bind(CACHE, CacheProperties.class).get();
		return new ConfiguredCache(CACHE, properties, base).settings("here");
	}

}
