package io.regioncache.actuate;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What a drill has measured so far.
 *
 * @param region the region that was taken away
 * @param fault how: {@code drain}, or {@code kill} by whoever runs the drill
 * @param step what it does: {@code baseline}, {@code waiting-for-fault}, {@code outage},
 * {@code waiting-for-return}, {@code fail-back}, {@code done}, or {@code aborted}
 * @param startedAt when it began
 * @param hubBefore the hub at the begin; {@code null} without one
 * @param hubDuring the hub that the operators' routes named during the outage
 * @param baselineMillis the longest time in which all other regions had applied an
 * invalidation before the fault
 * @param outageMillis the longest time from the fault on, in which that includes finding
 * another hub
 * @param failBackMillis the longest time once the region was back, up to when it had
 * applied everything as well
 * @param invalidations how many invalidations were sent, one after the other
 * @param lost how many had not been applied everywhere within half a minute
 * @param reads how many lookups were made meanwhile in the home region
 * @param unanswered how many of them no region answered
 * @param failure why it was aborted
 */
public record DrillReport(String region, String fault, String step, Instant startedAt, @Nullable String hubBefore,
		@Nullable String hubDuring, long baselineMillis, long outageMillis, long failBackMillis, int invalidations,
		int lost, int reads, int unanswered, @Nullable String failure) {

	static DrillReport begin(String region, String fault, Instant startedAt, @Nullable String hub) {
		return new DrillReport(region, fault, "baseline", startedAt, hub, null, 0, 0, 0, 0, 0, 0, 0, null);
	}

	boolean isRunning() {
		return !this.step.equals("done") && !this.step.equals("aborted");
	}

	DrillReport at(String step, @Nullable String hub) {
		return new DrillReport(this.region, this.fault, step, this.startedAt, this.hubBefore, hub, this.baselineMillis,
				this.outageMillis, this.failBackMillis, this.invalidations, this.lost, this.reads, this.unanswered,
				this.failure);
	}

	DrillReport aborted(String failure) {
		return new DrillReport(this.region, this.fault, "aborted", this.startedAt, this.hubBefore, this.hubDuring,
				this.baselineMillis, this.outageMillis, this.failBackMillis, this.invalidations, this.lost, this.reads,
				this.unanswered, failure);
	}

	/**
	 * Count one invalidation and one read of the present step.
	 */
	DrillReport probed(long millis, boolean applied, boolean answered) {
		boolean outage = this.step.equals("waiting-for-fault") || this.step.equals("outage");
		return new DrillReport(this.region, this.fault, this.step, this.startedAt, this.hubBefore, this.hubDuring,
				this.step.equals("baseline") ? Math.max(millis, this.baselineMillis) : this.baselineMillis,
				outage ? Math.max(millis, this.outageMillis) : this.outageMillis,
				(outage || this.step.equals("baseline")) ? this.failBackMillis : Math.max(millis, this.failBackMillis),
				this.invalidations + 1, this.lost + (applied ? 0 : 1), this.reads + 1,
				this.unanswered + (answered ? 0 : 1), this.failure);
	}

	/**
	 * Return the line for the log.
	 */
	String summary() {
		return ("Drill of region %s (%s) %s: invalidations reached all others within %d ms before, %d ms during the "
				+ "outage and %d ms after it; %d of %d were lost, and %d of %d reads not answered")
			.formatted(this.region, this.fault, (this.failure != null) ? "aborted: " + this.failure : "done",
					this.baselineMillis, this.outageMillis, this.failBackMillis, this.lost, this.invalidations,
					this.unanswered, this.reads);
	}

}
