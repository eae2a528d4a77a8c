package io.regioncache.rollout;

import java.time.Duration;
import java.util.function.Supplier;

import io.regioncache.store.RegionDeployments.P99;

/**
 * Where this process measures what its deployment is judged by.
 *
 * @param counts tells what this process has counted
 * @param loads how long its loads take
 * @param hits how long its hits in Redis take
 * @param lag tells how far the home region is behind others
 */
public record DeploymentMeasures(Supplier<DeploymentCounts> counts, LatencyHistogram loads, LatencyHistogram hits,
		Supplier<Duration> lag) {

	Snapshot snapshot() {
		return new Snapshot(this.counts.get(), this.loads.counts(), this.hits.counts());
	}

	/**
	 * The counts up to a moment.
	 *
	 * @param counts the counts
	 * @param loads the loads by how long they took
	 * @param hits some of the hits, likewise
	 */
	record Snapshot(DeploymentCounts counts, long[] loads, long[] hits) {

		DeploymentCounts since(Snapshot before) {
			return this.counts.since(before.counts);
		}

		/**
		 * Return the 99th percentiles since; unknown where there was too little.
		 */
		P99 p99Since(Snapshot before) {
			return new P99(LatencyHistogram.p99Micros(before.loads, this.loads, RolloutGates.ENOUGH),
					LatencyHistogram.p99Micros(before.hits, this.hits, RolloutGates.ENOUGH));
		}

	}

}
