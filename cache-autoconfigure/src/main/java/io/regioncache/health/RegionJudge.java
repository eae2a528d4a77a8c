package io.regioncache.health;

import java.util.List;

/**
 * Judges one region, check after check, so that its state does not flutter: a threshold
 * must be passed in two checks to make it worse, and five checks must stay a fifth below
 * to make it better. Only a region that does not answer is critical at once.
 */
final class RegionJudge {

	private static final int WORSE_AFTER = 2;

	private static final int BETTER_AFTER = 5;

	private static final double MARGIN = 0.8;

	private final HealthThresholds thresholds;

	private Judgment last = new Judgment(new RegionHealth(RegionState.HEALTHY, List.of()), 0, 0);

	RegionJudge(HealthThresholds thresholds) {
		this.thresholds = thresholds;
	}

	RegionHealth judge(RegionMeasures measures) {
		this.last = next(measures, measures.against(this.thresholds), measures.against(this.thresholds.times(MARGIN)));
		return this.last.health;
	}

	/**
	 * Return whether the next check decides that the region is worse.
	 */
	boolean suspects() {
		return this.last.worse > 0;
	}

	private Judgment next(RegionMeasures measures, RegionState now, RegionState withMargin) {
		RegionState state = this.last.health.state();
		int worse = (now.compareTo(state) > 0) ? this.last.worse + 1 : 0;
		int better = (withMargin.compareTo(state) < 0) ? this.last.better + 1 : 0;
		if (worse >= WORSE_AFTER || (worse > 0 && measures.failure() != null)) {
			return new Judgment(health(now, measures), 0, better);
		}
		if (better >= BETTER_AFTER) {
			return new Judgment(health(withMargin, measures), worse, 0);
		}
		return new Judgment(health(state, measures), worse, better);
	}

	private RegionHealth health(RegionState state, RegionMeasures measures) {
		return new RegionHealth(state, (state == RegionState.HEALTHY) ? List.of() : measures.reasons(this.thresholds));
	}

	/**
	 * How a region is.
	 *
	 * @param worse how many checks in a row have found it worse
	 * @param better how many have found it better
	 */
	private record Judgment(RegionHealth health, int worse, int better) {

	}

}
