package io.regioncache.autoconfigure.health;

import io.regioncache.autoconfigure.lifecycle.RunningLifecycle;
import io.regioncache.health.RegionMonitor;

/**
 * Checks the regions from when the application has started until it begins to stop. The
 * connection to the home region has been begun by then.
 */
final class RegionMonitorLifecycle extends RunningLifecycle {

	private final RegionMonitor monitor;

	RegionMonitorLifecycle(RegionMonitor monitor) {
		this.monitor = monitor;
	}

	@Override
	protected void begin() {
		this.monitor.start();
	}

	@Override
	protected void end() {
		this.monitor.close();
	}

}
