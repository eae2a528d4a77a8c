package io.regioncache.actuate;

import java.util.function.UnaryOperator;

/**
 * The report of a drill so far; only the drill changes it.
 */
final class DrillProgress {

	private volatile DrillReport report;

	DrillProgress(DrillReport report) {
		this.report = report;
	}

	DrillReport get() {
		return this.report;
	}

	void update(UnaryOperator<DrillReport> change) {
		this.report = change.apply(this.report);
	}

}
