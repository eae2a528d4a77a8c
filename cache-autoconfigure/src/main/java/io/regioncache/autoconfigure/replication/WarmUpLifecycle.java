package io.regioncache.autoconfigure.replication;

import io.regioncache.replication.warming.WarmUp;

import org.springframework.context.SmartLifecycle;

/**
 * Warms the home region from when the application has started until it begins to stop.
 */
final class WarmUpLifecycle implements SmartLifecycle {

	private final WarmUp warmUp;

	private final boolean wanted;

	private volatile boolean running;

	/**
	 * Create a lifecycle.
	 * @param warmUp what to start and stop
	 * @param wanted whether anything is to be copied
	 */
	WarmUpLifecycle(WarmUp warmUp, boolean wanted) {
		this.warmUp = warmUp;
		this.wanted = wanted;
	}

	@Override
	public void start() {
		this.running = true;
		if (this.wanted) {
			this.warmUp.start();
		}
	}

	@Override
	public void stop() {
		this.running = false;
		this.warmUp.close();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

}
