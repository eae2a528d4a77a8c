package io.regioncache.autoconfigure.cache;

import io.regioncache.autoconfigure.lifecycle.RunningLifecycle;
import io.regioncache.store.RegionStore;

/**
 * Begins to connect to the home region when the application starts, before whatever else
 * starts. A bean that calls a cached method while it is created is earlier, and begins it
 * by that call.
 * <p>
 * Nothing ends here: beans call cached methods until they are destroyed, and so is the
 * store.
 */
final class RegionStoreLifecycle extends RunningLifecycle {

	private final RegionStore store;

	RegionStoreLifecycle(RegionStore store) {
		this.store = store;
	}

	@Override
	protected void begin() {
		this.store.start();
	}

	@Override
	protected void end() {
	}

	@Override
	public int getPhase() {
		return Integer.MIN_VALUE;
	}

}
