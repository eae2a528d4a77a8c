package io.regioncache.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * What one check has found out about a region.
 *
 * @param failure why it does not answer, or {@code null} if it does
 * @param lag for how long home has not been level with it; {@code null} if this process
 * does not know
 * @param memoryShare how much of the memory that it may use its server uses; negative if
 * it is not known
 * @param full whether its server refuses writes, since its memory is full and it evicts
 * nothing
 * @param evictionsPerSecond how many entries its server evicts; negative if it is not
 * known
 * @param latency how long its server took to answer; {@code null} if it was not asked
 */
record RegionMeasures(@Nullable String failure, @Nullable Duration lag, double memoryShare, boolean full,
		double evictionsPerSecond, @Nullable Duration latency) {

	private static final double FAR_BEYOND = 10;

	/**
	 * Judge by thresholds.
	 */
	RegionState against(HealthThresholds thresholds) {
		if (this.failure != null || this.full || isBeyond(thresholds.times(FAR_BEYOND), false)) {
			return RegionState.CRITICAL;
		}
		return isBeyond(thresholds, true) ? RegionState.DEGRADED : RegionState.HEALTHY;
	}

	private boolean isBeyond(HealthThresholds thresholds, boolean memory) {
		return isBeyond(this.lag, thresholds.lag()) || (memory && this.memoryShare > thresholds.memory())
				|| this.evictionsPerSecond > thresholds.evictions() || isBeyond(this.latency, thresholds.latency());
	}

	private static boolean isBeyond(@Nullable Duration measured, Duration threshold) {
		return measured != null && measured.compareTo(threshold) > 0;
	}

	/**
	 * Say what is beyond its threshold.
	 */
	List<String> reasons(HealthThresholds thresholds) {
		List<String> reasons = new ArrayList<>();
		if (this.failure != null) {
			reasons.add("does not answer: " + this.failure);
		}
		memory(thresholds, reasons);
		lag(thresholds, reasons);
		if (this.evictionsPerSecond > thresholds.evictions()) {
			reasons.add(text("%.0f evictions/s, threshold %.0f", this.evictionsPerSecond, thresholds.evictions()));
		}
		latency(thresholds, reasons);
		return reasons;
	}

	private void memory(HealthThresholds thresholds, List<String> reasons) {
		if (this.full) {
			reasons.add("memory is full and the server refuses writes");
		}
		else if (this.memoryShare > thresholds.memory()) {
			reasons
				.add(text("memory %.0f %% used, threshold %.0f %%", 100 * this.memoryShare, 100 * thresholds.memory()));
		}
	}

	private void lag(HealthThresholds thresholds, List<String> reasons) {
		if (isBeyond(this.lag, thresholds.lag())) {
			reasons.add(text("lag %.1f s, threshold %.1f s", seconds(this.lag), seconds(thresholds.lag())));
		}
	}

	private void latency(HealthThresholds thresholds, List<String> reasons) {
		if (isBeyond(this.latency, thresholds.latency())) {
			reasons.add(text("answers in %.0f ms, threshold %.0f ms", 1000 * seconds(this.latency),
					1000 * seconds(thresholds.latency())));
		}
	}

	private static double seconds(@Nullable Duration duration) {
		return (duration != null) ? duration.toNanos() / 1e9 : 0;
	}

	private static String text(String format, Object... arguments) {
		return String.format(Locale.ROOT, format, arguments);
	}

}
