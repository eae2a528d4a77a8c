package io.regioncache.autoconfigure.health;

import io.regioncache.health.RegionMonitor;

import org.springframework.context.SmartLifecycle;

/**
 * Checks the regions from when the application has started until it begins to stop. The
 * connection to the home region has been begun by then.
 */
final class RegionMonitorLifecycle implements SmartLifecycle {

	private final RegionMonitor monitor;

	private volatile boolean running;

	RegionMonitorLifecycle(RegionMonitor monitor) {
		this.monitor = monitor;
	}

	@Override
	public void start() {
		this.running = true;
		this.monitor.start();
	}

	@Override
	public void stop() {
		this.running = false;
		this.monitor.close();
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
