package io.regioncache.autoconfigure.metrics;

import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.regioncache.cache.RegionCache;
import io.regioncache.metrics.RegionCacheMetrics;

import org.springframework.boot.cache.metrics.CacheMeterBinderProvider;

/**
 * Gives Boot the meters of a {@link RegionCache}.
 */
final class RegionCacheMeterBinderProvider implements CacheMeterBinderProvider<RegionCache> {

	@Override
	public MeterBinder getMeterBinder(RegionCache cache, Iterable<Tag> tags) {
		return new RegionCacheMetrics(cache, tags);
	}

}
