package io.regioncache.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.regioncache.rollout.DeploymentReporter;

/**
 * How this process has passed the gates of a rollout.
 */
public final class RegionRolloutMetrics implements MeterBinder {

	private final DeploymentReporter reporter;

	/**
	 * Create a binder.
	 * @param reporter judges this process
	 */
	public RegionRolloutMetrics(DeploymentReporter reporter) {
		this.reporter = reporter;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		FunctionCounter.builder("region.rollout.faults", this.reporter, DeploymentReporter::faults)
			.description("Gates of the rollout that this process has missed")
			.register(registry);
	}

}
