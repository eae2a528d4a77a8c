package io.regioncache.cache.invalidation;

import java.time.Duration;
import java.util.List;

import io.regioncache.annotation.PublicApi;

/**
 * An invalidation that was to be waited for has not been applied in all regions in time.
 * It reaches those that are named later; the home region is among them where its Redis
 * could not be asked.
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
