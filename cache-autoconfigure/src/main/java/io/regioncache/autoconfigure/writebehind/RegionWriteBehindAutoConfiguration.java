package io.regioncache.autoconfigure.writebehind;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.regioncache.actuate.WriteBehindEndpoint;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.cache.RegionCacheManagerBuilderCustomizer;
import io.regioncache.autoconfigure.properties.CacheProperties;
import io.regioncache.autoconfigure.properties.RegionsProperties;
import io.regioncache.autoconfigure.properties.WriteBehindProperties;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.cache.behind.JsonChanges;
import io.regioncache.cache.value.StandardFormat;
import io.regioncache.cache.value.ValueCodec;
import io.regioncache.cache.value.ValueMapperCustomizer;
import io.regioncache.metrics.RegionWriteBehindMetrics;
import io.regioncache.region.RegionConfigurationException;
import io.regioncache.store.RegionStore;
import io.regioncache.writebehind.BatchWriter;
import io.regioncache.writebehind.WriteBehindSettings;
import io.regioncache.writebehind.WriteBehinds;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * {@link AutoConfiguration Auto-configuration} for changes that are written to a database
 * later, where the application has a {@link BatchWriter}.
 */
@AutoConfiguration(after = RegionCacheAutoConfiguration.class)
@ConditionalOnBean({ RegionStore.class, RegionCacheManager.class, BatchWriter.class })
public final class RegionWriteBehindAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	WriteBehinds regionWriteBehinds(RegionStore store, RegionsProperties properties,
			ObjectProvider<BatchWriter<?, ?>> writers, ObjectProvider<ValueMapperCustomizer> mapperCustomizers) {
		ValueCodec codec = new ValueCodec(mapperCustomizers.orderedStream().toArray(ValueMapperCustomizer[]::new));
		Map<String, WriteBehindProperties> settings = properties.writeBehind();
		return new WriteBehinds(store, () -> checked(writers.orderedStream().toList(), properties), (cache) -> {
			WriteBehindProperties own = settings.get(cache);
			return (own != null) ? own.settings(cache) : WriteBehindSettings.DEFAULTS;
		}, new JsonChanges(codec));
	}

	/**
	 * Settings that no writer has would be ignored.
	 */
	private static Collection<BatchWriter<?, ?>> checked(List<BatchWriter<?, ?>> writers,
			RegionsProperties properties) {
		writers.forEach((writer) -> requireJson(writer.cache(), properties));
		Collection<String> unknown = new TreeSet<>(properties.writeBehind().keySet());
		writers.forEach((writer) -> unknown.remove(writer.cache()));
		if (!unknown.isEmpty()) {
			throw new RegionConfigurationException(
					"'regions.write-behind' has settings for %s, which no BatchWriter writes.".formatted(unknown),
					"Name the caches of your BatchWriter beans: %s."
						.formatted(writers.stream().map(BatchWriter::cache).toList()));
		}
		return writers;
	}

	/**
	 * Changes wait in Redis as JSON.
	 */
	private static void requireJson(String cache, RegionsProperties properties) {
		CacheProperties own = properties.caches().get(cache);
		StandardFormat set = (own != null) ? own.serializer() : null;
		StandardFormat format = (set != null) ? set : properties.cacheDefaults().serializer();
		if (format != null && format != StandardFormat.JSON) {
			throw new RegionConfigurationException(
					"The changes of cache '%s' are written behind as JSON, and its serializer is '%s'.".formatted(cache,
							format.id()),
					"Set 'regions.caches.%s.serializer' to 'json'.".formatted(cache));
		}
	}

	/**
	 * Caches ask for their changes when they are used: a writer may need beans that use
	 * caches.
	 */
	@Bean
	RegionCacheManagerBuilderCustomizer regionWriteBehindCustomizer(ObjectProvider<WriteBehinds> behinds) {
		return (builder) -> builder.writeBehind((cache) -> behinds.getObject().find(cache));
	}

	@Bean
	WriteBehindLifecycle regionWriteBehindLifecycle(WriteBehinds behinds) {
		return new WriteBehindLifecycle(behinds);
	}

	/**
	 * Meters.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class MetricsConfiguration {

		@Bean
		@ConditionalOnMissingBean
		RegionWriteBehindMetrics regionWriteBehindMetrics(WriteBehinds behinds) {
			return new RegionWriteBehindMetrics(behinds);
		}

	}

	/**
	 * What operators do with parked changes.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
	static class EndpointConfiguration {

		@Bean
		@ConditionalOnMissingBean
		@ConditionalOnAvailableEndpoint(WriteBehindEndpoint.class)
		WriteBehindEndpoint regionWriteBehindEndpoint(WriteBehinds behinds, ApplicationEventPublisher publisher) {
			return new WriteBehindEndpoint(behinds, publisher);
		}

	}

}
