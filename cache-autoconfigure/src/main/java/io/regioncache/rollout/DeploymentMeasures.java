package io.regioncache.rollout;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * Where this process measures what its deployment is judged by.
 *
 * @param counts tells what this process has counted
 * @param times how long its loads take
 * @param lag tells how far the home region is behind others
 */
public record DeploymentMeasures(Supplier<DeploymentCounts> counts, LoadTimes times, Supplier<Duration> lag) {

	Snapshot snapshot() {
		return new Snapshot(this.counts.get(), this.times.counts());
	}

	/**
	 * What was counted up to a time.
	 *
	 * @param counts the counts
	 * @param times the loads by how long they took
	 */
	record Snapshot(DeploymentCounts counts, long[] times) {

		DeploymentCounts since(Snapshot before) {
			return this.counts.since(before.counts);
		}

		/**
		 * Return the 99th percentile of the load times since, in microseconds; 0 if there
		 * were too few loads.
		 */
		long p99Since(Snapshot before) {
			return (since(before).loads() >= RolloutGates.ENOUGH)
					? LoadTimes.percentileMicros(before.times, this.times, 0.99) : 0;
		}

	}

}
