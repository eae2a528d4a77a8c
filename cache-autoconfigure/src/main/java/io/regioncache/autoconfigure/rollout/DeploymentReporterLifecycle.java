package io.regioncache.autoconfigure.rollout;

import io.regioncache.rollout.DeploymentReporter;

import org.springframework.context.SmartLifecycle;

/**
 * Reports the deployment from when the application has started until it begins to stop.
 */
final class DeploymentReporterLifecycle implements SmartLifecycle {

	private final DeploymentReporter reporter;

	private volatile boolean running;

	DeploymentReporterLifecycle(DeploymentReporter reporter) {
		this.reporter = reporter;
	}

	@Override
	public void start() {
		this.running = true;
		this.reporter.start();
	}

	@Override
	public void stop() {
		this.running = false;
		this.reporter.close();
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
