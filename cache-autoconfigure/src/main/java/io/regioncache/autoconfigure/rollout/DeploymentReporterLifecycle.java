package io.regioncache.autoconfigure.rollout;

import io.regioncache.autoconfigure.lifecycle.RunningLifecycle;
import io.regioncache.rollout.DeploymentReporter;

/**
 * Reports the deployment from when the application has started until it begins to stop.
 */
final class DeploymentReporterLifecycle extends RunningLifecycle {

	private final DeploymentReporter reporter;

	DeploymentReporterLifecycle(DeploymentReporter reporter) {
		this.reporter = reporter;
	}

	@Override
	protected void begin() {
		this.reporter.start();
	}

	@Override
	protected void end() {
		this.reporter.close();
	}

}
