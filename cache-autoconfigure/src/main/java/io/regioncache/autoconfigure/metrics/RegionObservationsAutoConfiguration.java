package io.regioncache.autoconfigure.metrics;

import io.micrometer.observation.ObservationRegistry;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.metrics.MicrometerObservations;
import io.regioncache.region.Regions;
import io.regioncache.store.RegionStore;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for observations, which are spans where
 * the application traces.
 */
@AutoConfiguration(after = RegionCacheAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean({ RegionStore.class, ObservationRegistry.class })
public final class RegionObservationsAutoConfiguration {

	/**
	 * The store exists before the registry is whole: interceptors need it.
	 */
	@Bean
	SmartInitializingSingleton regionObservations(RegionStore store, Regions regions,
			ObjectProvider<ObservationRegistry> registry) {
		return () -> registry.ifUnique((observing) -> {
			if (!observing.isNoop()) {
				store.observe(new MicrometerObservations(observing, regions.home().name()));
			}
		});
	}

}
