package io.regioncache.health;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

import io.regioncache.replication.SourceState;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Judges all regions at each check, and logs which of them have changed.
 */
final class RegionJudges {

	private static final Log logger = LogFactory.getLog(RegionJudges.class);

	/**
	 * After how long without being level a source that cannot be read counts as silent.
	 */
	private static final Duration SILENT = Duration.ofMillis(2500);

	private final String home;

	private final HealthThresholds thresholds;

	private final Map<String, RegionJudge> judges = new HashMap<>();

	private volatile Map<String, RegionHealth> regions = Map.of();

	RegionJudges(String home, HealthThresholds thresholds) {
		this.home = home;
		this.thresholds = thresholds;
	}

	/**
	 * Return how the regions are.
	 */
	Map<String, RegionHealth> regions() {
		return this.regions;
	}

	/**
	 * Judge all regions of which something is known.
	 * @param home what was found out about the home region
	 */
	void judge(RegionProbes probes, RegionMeasures home) {
		Map<String, SourceState> sources = probes.sources().get();
		Map<String, RegionHealth> judged = new LinkedHashMap<>();
		for (String region : probes.names().get()) {
			SourceState source = sources.get(region);
			if (region.equals(this.home)) {
				judged.put(region, judge(region, home));
			}
			else if (source != null) {
				judged.put(region, judge(region, measures(source)));
			}
		}
		this.judges.keySet().retainAll(judged.keySet());
		this.regions = judged;
	}

	/**
	 * Return whether the next check decides that a region is worse.
	 */
	boolean suspect() {
		return this.judges.values().stream().anyMatch(RegionJudge::suspects);
	}

	private static RegionMeasures measures(SourceState source) {
		boolean silent = source.failure() != null && source.lag().compareTo(SILENT) > 0;
		return new RegionMeasures(silent ? "its log cannot be read" : null, source.lag(), -1, false, -1, null);
	}

	private RegionHealth judge(String region, RegionMeasures measures) {
		RegionHealth before = this.regions.get(region);
		RegionHealth now = this.judges.computeIfAbsent(region, (name) -> new RegionJudge(this.thresholds))
			.judge(measures);
		if (before != null && before.state() != now.state()) {
			changed(region, now);
		}
		return now;
	}

	private static void changed(String region, RegionHealth now) {
		if (now.state() == RegionState.HEALTHY) {
			logger.info("Region %s is healthy again".formatted(region));
			return;
		}
		logger.warn(
				"Region %s is %s: %s".formatted(region, (now.state() == RegionState.CRITICAL) ? "critical" : "degraded",
						now.reasons().isEmpty() ? "recovering" : String.join("; ", now.reasons())));
	}

}
