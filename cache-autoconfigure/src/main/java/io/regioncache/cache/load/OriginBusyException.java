package io.regioncache.cache.load;

import io.regioncache.annotation.PublicApi;
import io.regioncache.cache.settings.CacheSettings;

/**
 * Thrown if a load did not get its turn in time, because too many loads of its cache were
 * running.
 *
 * @since 0.1
 */
@PublicApi
public class OriginBusyException extends RuntimeException {

	OriginBusyException(String cache, CacheSettings settings) {
		super(("%d loads of cache '%s' are running, and none has ended within %s. If the origin can take more, raise "
				+ "regions.caches.%s.max-concurrent-loads")
			.formatted(settings.loads().maxConcurrentLoads(), cache, settings.loads().loadWait(), cache));
	}

}
