package io.regioncache.autoconfigure.cache;

import io.regioncache.store.RegionStore;

import org.springframework.context.SmartLifecycle;

/**
 * Begins to connect to the home region when the application starts, before whatever else
 * starts. A bean that calls a cached method while it is created is earlier, and begins it
 * by that call.
 * <p>
 * Nothing ends here: beans call cached methods until they are destroyed, and so is the
 * store.
 */
final class RegionStoreLifecycle implements SmartLifecycle {

	private final RegionStore store;

	private volatile boolean running;

	RegionStoreLifecycle(RegionStore store) {
		this.store = store;
	}

	@Override
	public void start() {
		this.running = true;
		this.store.start();
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return Integer.MIN_VALUE;
	}

}
