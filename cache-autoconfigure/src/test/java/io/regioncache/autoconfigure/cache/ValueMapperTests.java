package io.regioncache.autoconfigure.cache;

import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.RegionCache;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.cache.value.ValueMapperCustomizer;
import io.regioncache.testkit.RedisExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * That cached values are written by a mapper of their own.
 */
class ValueMapperTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, RegionsAutoConfiguration.class,
				RegionCacheAutoConfiguration.class))
		.withPropertyValues("regions.endpoints.here.url=" + redis.server().url(), "regions.command-timeout=10s",
				"regions.connect-timeout=10s", "spring.application.name=" + UUID.randomUUID());

	@Test
	void whatTheApplicationSetsForItsOwnJsonDoesNotConcernIt() {
		this.contextRunner
			.withPropertyValues("spring.jackson.default-property-inclusion=non_empty",
					"spring.jackson.property-naming-strategy=SNAKE_CASE", "spring.jackson.visibility.field=none",
					"spring.jackson.date-format=yyyy")
			.run((context) -> {
				RegionCache cache = cache(context);
				Settings read = roundTrip(cache, new Settings());
				assertThat(cache.statistics().get(Event.HIT)).isOne();
				assertThat(read.name).isNull();
				assertThat(read.labels).isEmpty();
				assertThat(read.hiddenFromApi).isEqualTo("kept");
			});
	}

	@Test
	void customizersChangeIt() {
		this.contextRunner.withUserConfiguration(Masking.class).run((context) -> {
			RegionCache cache = cache(context);
			cache.get(CacheRequest.of("k", Settings.class), Settings::new);
			assertThat(cache.statistics().get(Event.REFUSED_DIFFERENT)).isOne();
		});
	}

	@Test
	void fidelityIsConfigured() {
		this.contextRunner.withUserConfiguration(Masking.class)
			.withPropertyValues("regions.cache-defaults.fidelity=strict", "regions.caches.settings.fidelity=off")
			.run((context) -> {
				RegionCache cache = cache(context);
				cache.get(CacheRequest.of("k", Settings.class), Settings::new);
				assertThat(cache.statistics().get(Event.STORED)).isOne();
			});
	}

	private static RegionCache cache(ApplicationContext context) {
		return context.getBean(RegionCacheManager.class).getCache("settings");
	}

	private static Settings roundTrip(RegionCache cache, Settings value) throws Throwable {
		CacheRequest request = CacheRequest.of("k", Settings.class);
		cache.get(request, () -> value);
		return (Settings) java.util.Objects.requireNonNull(cache.get(request, () -> value));
	}

	public static class Settings {

		@Nullable String name = "default";

		List<String> labels = List.of("default");

		@JsonIgnore
		String hiddenFromApi = "default";

		Settings() {
			if (StackWalker.getInstance()
				.walk((frames) -> frames.noneMatch((frame) -> frame.getClassName().startsWith("tools.jackson")))) {
				this.name = null;
				this.labels = List.of();
				this.hiddenFromApi = "kept";
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Masking {

		@Bean
		ValueMapperCustomizer masking() {
			return (builder) -> builder
				.addModule(new SimpleModule().addSerializer(new StdSerializer<String>(String.class) {
					@Override
					public void serialize(String value, JsonGenerator generator, SerializationContext context) {
						generator.writeString("***");
					}
				}));
		}

	}

}
