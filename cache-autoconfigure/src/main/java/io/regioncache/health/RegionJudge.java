package io.regioncache.health;

import java.util.List;

/**
 * Judges one region, check after check, so that its state does not flutter: a threshold
 * must be passed in two checks to make it worse, and three checks must stay a fifth below
 * to make it better. Only a region that does not answer is critical at once.
 */
final class RegionJudge {

	private static final int WORSE_AFTER = 2;

	private static final int BETTER_AFTER = 3;

	private static final double MARGIN = 0.8;

	private final HealthThresholds thresholds;

	private RegionHealth health = new RegionHealth(RegionState.HEALTHY, List.of());

	private int worse;

	private int better;

	RegionJudge(HealthThresholds thresholds) {
		this.thresholds = thresholds;
	}

	RegionHealth judge(RegionMeasures measures) {
		RegionState state = this.health.state();
		RegionState now = measures.against(this.thresholds);
		RegionState withMargin = measures.against(this.thresholds.times(MARGIN));
		this.worse = (now.compareTo(state) > 0) ? this.worse + 1 : 0;
		this.better = (withMargin.compareTo(state) < 0) ? this.better + 1 : 0;
		if (this.worse >= WORSE_AFTER || (this.worse > 0 && measures.failure() != null)) {
			state = now;
			this.worse = 0;
		}
		else if (this.better >= BETTER_AFTER) {
			state = withMargin;
			this.better = 0;
		}
		this.health = new RegionHealth(state,
				(state == RegionState.HEALTHY) ? List.of() : measures.reasons(this.thresholds));
		return this.health;
	}

}
