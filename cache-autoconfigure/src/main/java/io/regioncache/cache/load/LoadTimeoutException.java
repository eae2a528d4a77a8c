package io.regioncache.cache.load;

import java.time.Duration;

import io.regioncache.annotation.PublicApi;

/**
 * Thrown if a load exceeds its hard time limit and no expired value may be served
 * instead. The load continues, and its value is stored.
 *
 * @since 0.1
 */
@PublicApi
public class LoadTimeoutException extends RuntimeException {

	public LoadTimeoutException(String cache, Duration limit) {
		super(("A load of cache '%s' has not ended within %s. It goes on in the background, and its value is stored. "
				+ "If the origin may take longer, raise regions.caches.%s.load-hard-timeout")
			.formatted(cache, limit, cache));
	}

}
