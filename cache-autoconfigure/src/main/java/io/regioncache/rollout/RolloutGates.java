package io.regioncache.rollout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.regioncache.store.RegionDeployments.P99;

/**
 * What a deployment must keep to go on. A gate that is zero is open.
 *
 * @param p99 by which factor the 99th percentile of load times, and that of hit times,
 * may exceed that of the former deployment in the same region
 * @param refused which share of loaded values may not be storable
 * @param corrupt which share of reads in Redis may find an entry that cannot be read
 * @param lag how far the region may be behind others
 * @param hitShare which share of reads must be served from a cache, near ones included
 * @param auditor whether the auditor must not find a violation
 */
public record RolloutGates(double p99, double refused, double corrupt, Duration lag, double hitShare, boolean auditor) {

	/**
	 * Below so many reads or loads a share says nothing.
	 */
	static final int ENOUGH = 100;

	/**
	 * Fewer events than these are chance.
	 */
	private static final int EVENTS = 3;

	/**
	 * Judge what was counted lately.
	 * @param counted the counts
	 * @param p99 how long loads and hits take
	 * @param former how long they took in the former deployment
	 * @param behind how far the region is behind others
	 * @return what does not pass
	 */
	List<Failed> judge(DeploymentCounts counted, P99 p99, P99 former, Duration behind) {
		List<Failed> failed = new ArrayList<>();
		audited(counted, failed);
		share("corrupt", counted.corrupt(), counted.reads().asked(), this.corrupt, failed);
		share("refused", counted.refused(), counted.loads(), this.refused, failed);
		if (counted.loads() >= ENOUGH) {
			slower("loads", true, p99.loadMicros(), former.loadMicros(), failed);
		}
		slower("hits", false, p99.hitMicros(), former.hitMicros(), failed);
		lagging(behind, failed);
		hitShare(counted.reads().served(), counted.reads().all(), failed);
		return failed;
	}

	private void audited(DeploymentCounts counted, List<Failed> failed) {
		if (this.auditor && counted.violations() > 0) {
			failed.add(new Failed(true,
					text("auditor found %d values served after their invalidation", counted.violations())));
		}
	}

	private void lagging(Duration behind, List<Failed> failed) {
		if (!this.lag.isZero() && behind.compareTo(this.lag) > 0) {
			failed.add(new Failed(false, text("lag is %d s; gate: %d s", behind.toSeconds(), this.lag.toSeconds())));
		}
	}

	/**
	 * Slower hits do not call for a rollback: a process that has just started is slower
	 * until it is compiled.
	 */
	private void slower(String what, boolean back, long micros, long formerMicros, List<Failed> failed) {
		if (this.p99 > 0 && formerMicros > 0 && micros > this.p99 * formerMicros) {
			failed.add(new Failed(back, text("p99 of %s is %.1f ms, and was %.1f ms before; gate: factor %s", what,
					micros / 1e3, formerMicros / 1e3, this.p99)));
		}
	}

	private void hitShare(long served, long reads, List<Failed> failed) {
		if (this.hitShare > 0 && reads >= ENOUGH && served < this.hitShare * reads) {
			failed.add(new Failed(false,
					text("hit share is %.1f %%; gate: %.1f %%", 100.0 * served / reads, 100 * this.hitShare)));
		}
	}

	private static void share(String name, long events, long all, double most, List<Failed> failed) {
		if (most > 0 && all >= ENOUGH && events >= EVENTS && events > most * all) {
			failed.add(new Failed(true, text("%s is %.2f %%; gate: %.2f %%", name, 100.0 * events / all, 100 * most)));
		}
	}

	private static String text(String format, Object... arguments) {
		return String.format(Locale.ROOT, format, arguments);
	}

	/**
	 * A gate that is not passed.
	 *
	 * @param back whether the deployment is to be rolled back, and not only held
	 * @param reason which gate, and why
	 */
	record Failed(boolean back, String reason) {

	}

}
