package io.regioncache.autoconfigure.writebehind;

import io.regioncache.autoconfigure.lifecycle.RunningLifecycle;
import io.regioncache.writebehind.WriteBehinds;

/**
 * Writes changes from when the application has started until it stops, and then what is
 * left: after the web server has answered its last requests, before any bean is
 * destroyed.
 */
final class WriteBehindLifecycle extends RunningLifecycle {

	private static final int PHASE = -1000;

	private final WriteBehinds behinds;

	WriteBehindLifecycle(WriteBehinds behinds) {
		this.behinds = behinds;
	}

	@Override
	protected void begin() {
		this.behinds.start();
	}

	@Override
	protected void end() {
		this.behinds.close();
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
