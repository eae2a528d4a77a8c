package io.regioncache.autoconfigure.warming;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

import io.regioncache.autoconfigure.properties.RegionsProperties;
import io.regioncache.region.RegionConfigurationException;
import io.regioncache.warming.CacheWarmer;

/**
 * Refuses warmers and settings that cannot work.
 */
final class WarmingChecks {

	private WarmingChecks() {
	}

	/**
	 * Check that each cache has one warmer, and each setting one that it is for.
	 */
	static void check(RegionsProperties properties, Collection<CacheWarmer<?>> warmers) {
		Set<String> warmed = new HashSet<>();
		for (CacheWarmer<?> warmer : warmers) {
			if (!warmed.add(warmer.cacheName())) {
				throw new RegionConfigurationException(
						"Two beans of type CacheWarmer warm cache '%s'.".formatted(warmer.cacheName()),
						"Return all keys from one of them, and remove the other.");
			}
		}
		properties.caches().forEach((cache, settings) -> {
			if (settings.warm() != null && properties.warm(cache).isOn() && !warmed.contains(cache)) {
				throw withoutWarmer(cache);
			}
		});
	}

	private static RegionConfigurationException withoutWarmer(String cache) {
		return new RegionConfigurationException(
				"'regions.caches.%s.warm' is set, but nothing warms cache '%1$s'.".formatted(cache),
				"Add a bean of type CacheWarmer whose cacheName() is '%s', or remove the property.".formatted(cache));
	}

}
