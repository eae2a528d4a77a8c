package io.regioncache.autoconfigure.replication;

import io.regioncache.autoconfigure.lifecycle.RunningLifecycle;
import io.regioncache.replication.warming.WarmUp;

/**
 * Warms the home region from when the application has started until it begins to stop.
 */
final class WarmUpLifecycle extends RunningLifecycle {

	private final WarmUp warmUp;

	private final boolean wanted;

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
	protected void begin() {
		if (this.wanted) {
			this.warmUp.start();
		}
	}

	@Override
	protected void end() {
		this.warmUp.close();
	}

}
