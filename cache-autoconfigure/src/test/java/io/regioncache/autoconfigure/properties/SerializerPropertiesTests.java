package io.regioncache.autoconfigure.properties;

import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.cache.value.StandardFormat;
import io.regioncache.region.RegionConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * How the values of a cache are written.
 */
class SerializerPropertiesTests {

	private static final String CACHE = "regions.caches.products";

	@Test
	void isThatOfAllCachesUnlessTheCacheHasOne() {
		CacheSettings cbor = CacheSettings.DEFAULTS.mutate().format(StandardFormat.CBOR).build();
		assertThat(CacheSettings.DEFAULTS.values().format()).isEqualTo(StandardFormat.JSON);
		assertThat(settings(cbor, "schema", "2").values().format()).isEqualTo(StandardFormat.CBOR);
		assertThat(settings(cbor, "serializer", "smile").values().format()).isEqualTo(StandardFormat.SMILE);
		assertThat(settings(cbor, "serializer", "json").values().format()).isEqualTo(StandardFormat.JSON);
	}

	@ParameterizedTest
	@CsvSource({ "smile, tools.jackson.dataformat:jackson-dataformat-smile",
			"cbor, tools.jackson.dataformat:jackson-dataformat-cbor" })
	void needsItsModule(String serializer, String module) {
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		thread.setContextClassLoader(new FilteredClassLoader("tools.jackson.dataformat"));
		try {
			assertThatExceptionOfType(RegionConfigurationException.class)
				.isThrownBy(() -> settings(CacheSettings.DEFAULTS, "serializer", serializer))
				.withMessageContaining("'regions.caches.products.serializer' is '%s'", serializer)
				.satisfies((ex) -> assertThat(ex.getAction()).contains(module, "'json'"));
			assertThat(settings(CacheSettings.DEFAULTS, "serializer", "json").values().format())
				.isEqualTo(StandardFormat.JSON);
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

	private static CacheSettings settings(CacheSettings base, String property, String value) {
		MockEnvironment environment = new MockEnvironment().withProperty(CACHE + "." + property, value);
		CacheProperties properties = Binder.get(environment).bind(CACHE, CacheProperties.class).get();
		return new ConfiguredCache(CACHE, properties, base).settings("here");
	}

}
