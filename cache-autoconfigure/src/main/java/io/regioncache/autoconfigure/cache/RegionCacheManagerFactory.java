package io.regioncache.autoconfigure.cache;

import java.util.Collection;
import java.util.concurrent.Executor;

import io.regioncache.autoconfigure.properties.ConfiguredCache;
import io.regioncache.autoconfigure.properties.ConfiguredStaleness;
import io.regioncache.autoconfigure.properties.RegionsProperties;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.cache.RegionCacheManagerBuilder;
import io.regioncache.cache.value.ValueCodec;
import io.regioncache.cache.value.ValueMapperCustomizer;
import io.regioncache.region.Regions;
import io.regioncache.store.RegionStore;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Builds the cache manager from properties, and then as the application says in code.
 */
final class RegionCacheManagerFactory {

	private static final Log logger = LogFactory.getLog(RegionCacheManagerFactory.class);

	private final Regions regions;

	private final RegionStore store;

	private final RegionsProperties properties;

	private final ValueCodec codec;

	private final Executor executor;

	private final ObjectProvider<RegionCacheManagerBuilderCustomizer> customizers;

	RegionCacheManagerFactory(Regions regions, RegionStore store, RegionsProperties properties,
			ObjectProvider<ValueMapperCustomizer> mapperCustomizers, Executor executor,
			ObjectProvider<RegionCacheManagerBuilderCustomizer> customizers) {
		this.regions = regions;
		this.store = store;
		this.properties = properties;
		this.codec = new ValueCodec(mapperCustomizers.orderedStream().toArray(ValueMapperCustomizer[]::new));
		this.executor = executor;
		this.customizers = customizers;
	}

	/**
	 * Build the cache manager.
	 * @param names the names of caches that exist from the start, beside those that have
	 * properties
	 */
	RegionCacheManager create(Collection<String> names) {
		CacheAdvice.on(this.properties, this.regions.names()).forEach(logger::warn);
		RegionCacheManagerBuilder builder = RegionCacheManager.builder(this.regions.home().name(), this.store)
			.codec(this.codec)
			.executor(this.executor)
			.session(this.properties.readYourWrites().session());
		if (this.properties.transactions().hold()) {
			builder.holdBeforeCommit(this.properties.transactions().holdFor());
		}
		applyProperties(builder);
		builder.cacheNames(names);
		this.customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		requireSensibleWrites(builder);
		requirePossibleBounds(builder);
		return builder.build();
	}

	private void applyProperties(RegionCacheManagerBuilder builder) {
		String home = this.regions.home().name();
		CacheSettings defaults = new ConfiguredCache("regions.cache-defaults", this.properties.cacheDefaults(),
				CacheSettings.DEFAULTS)
			.settings(home);
		builder.cacheDefaults(defaults);
		this.properties.caches()
			.forEach((name, cache) -> builder.cache(name,
					new ConfiguredCache("regions.caches." + name, cache, defaults).settings(home)));
	}

	private void requirePossibleBounds(RegionCacheManagerBuilder builder) {
		ConfiguredStaleness bounds = new ConfiguredStaleness(this.properties, this.regions);
		builder.cacheNames()
			.forEach((name) -> bounds.require("regions.caches." + name, name,
					builder.cache(name).reads().maxStaleness()));
		bounds.require("regions.cache-defaults", "", builder.cacheDefaults().reads().maxStaleness());
	}

	private void requireSensibleWrites(RegionCacheManagerBuilder builder) {
		this.properties.replication()
			.requireSensibleWrite("regions.cache-defaults", builder.cacheDefaults().replication());
		builder.cacheNames()
			.forEach((name) -> this.properties.replication()
				.requireSensibleWrite("regions.caches." + name, builder.cache(name).replication()));
	}

}
