package io.regioncache.cache.invalidation;

import java.time.Duration;
import java.util.List;

import io.regioncache.annotation.PublicApi;

/**
 * Thrown if not all regions have applied an invalidation in time and its cache waits for
 * all of them. The named regions will apply it later; they include the home region if its
 * Redis could not be reached.
 *
 * @since 0.1
 */
@PublicApi
public class RegionsBehindException extends RuntimeException {

	private final List<String> regions;

	RegionsBehindException(List<String> regions, Duration timeout) {
		super("Not applied within " + timeout.toMillis() + " ms in " + regions
				+ "; they will apply it later. See 'write-timeout' of the cache");
		this.regions = List.copyOf(regions);
	}

	/**
	 * Return the regions that had not applied it.
	 * @return their names
	 */
	public List<String> regions() {
		return this.regions;
	}

}
