package io.regioncache.autoconfigure.audit;

import io.regioncache.audit.Auditor;
import io.regioncache.autoconfigure.lifecycle.RunningLifecycle;

/**
 * Audits from when the application has started until it begins to stop.
 */
final class AuditorLifecycle extends RunningLifecycle {

	private final Auditor auditor;

	AuditorLifecycle(Auditor auditor) {
		this.auditor = auditor;
	}

	@Override
	protected void begin() {
		this.auditor.start();
	}

	@Override
	protected void end() {
		this.auditor.close();
	}

}
