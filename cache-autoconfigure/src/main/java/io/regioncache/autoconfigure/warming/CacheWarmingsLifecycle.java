package io.regioncache.autoconfigure.warming;

import io.regioncache.autoconfigure.lifecycle.RunningLifecycle;
import io.regioncache.warming.CacheWarmings;

/**
 * Warms from when the application has started until it begins to stop.
 */
final class CacheWarmingsLifecycle extends RunningLifecycle {

	private final CacheWarmings warmings;

	CacheWarmingsLifecycle(CacheWarmings warmings) {
		this.warmings = warmings;
	}

	@Override
	protected void begin() {
		this.warmings.start();
	}

	@Override
	protected void end() {
		this.warmings.close();
	}

}
