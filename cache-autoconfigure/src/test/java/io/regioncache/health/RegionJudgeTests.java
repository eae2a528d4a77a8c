package io.regioncache.health;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How a region is judged, check after check.
 */
class RegionJudgeTests {

	private final RegionJudge judge = new RegionJudge(HealthThresholds.DEFAULTS);

	@Test
	void onePeakChangesNothingAndTwoDo() {
		assertThat(states(lag(1), lag(6), lag(1), lag(6))).containsOnly(RegionState.HEALTHY);
		assertThat(states(lag(6))).containsExactly(RegionState.DEGRADED);
		assertThat(this.judge.judge(lag(7)).reasons()).containsExactly("lag 7.0 s, threshold 5.0 s");
	}

	@Test
	void whatStaysJustBelowTheThresholdIsNotHealthyAgain() {
		states(lag(6), lag(6));
		assertThat(states(lag(4.5), lag(4.5), lag(4.5), lag(4.5))).containsOnly(RegionState.DEGRADED);
		assertThat(states(lag(1), lag(1), lag(1), lag(1))).containsOnly(RegionState.DEGRADED);
		assertThat(states(lag(1))).containsExactly(RegionState.HEALTHY);
		assertThat(this.judge.judge(lag(1)).reasons()).isEmpty();
	}

	@Test
	void whatFluttersAroundTheThresholdStaysAsItIs() {
		assertThat(states(lag(6), lag(6), lag(1), lag(6), lag(1), lag(1), lag(6))).element(6)
			.isEqualTo(RegionState.DEGRADED);
	}

	@Test
	void whatIsWorseForTheFirstTimeIsSuspect() {
		assertThat(this.judge.suspects()).isFalse();
		states(lag(6));
		assertThat(this.judge.suspects()).isTrue();
		states(lag(6));
		assertThat(this.judge.suspects()).isFalse();
	}

	@Test
	void tenTimesTheThresholdIsCritical() {
		assertThat(states(lag(51), lag(51))).endsWith(RegionState.CRITICAL);
		assertThat(states(lag(6), lag(6), lag(6), lag(6), lag(6))).endsWith(RegionState.DEGRADED);
	}

	@Test
	void whoDoesNotAnswerIsCriticalAtOnce() {
		RegionHealth health = this.judge.judge(new RegionMeasures("no answer", null, -1, false, -1, null));
		assertThat(health.state()).isEqualTo(RegionState.CRITICAL);
		assertThat(health.reasons()).containsExactly("does not answer: no answer");
		assertThat(states(lag(0), lag(0), lag(0), lag(0))).containsOnly(RegionState.CRITICAL);
		assertThat(states(lag(0))).containsExactly(RegionState.HEALTHY);
	}

	@Test
	void eachMeasureHasItsThreshold() {
		assertThat(judged(new RegionMeasures(null, null, 0.96, false, -1, null))).isEqualTo(RegionState.DEGRADED);
		assertThat(judged(new RegionMeasures(null, null, 1.2, false, -1, null))).isEqualTo(RegionState.DEGRADED);
		assertThat(judged(new RegionMeasures(null, null, 1.2, true, -1, null))).isEqualTo(RegionState.CRITICAL);
		assertThat(judged(new RegionMeasures(null, null, -1, false, 101, null))).isEqualTo(RegionState.DEGRADED);
		assertThat(judged(new RegionMeasures(null, null, -1, false, 1001, null))).isEqualTo(RegionState.CRITICAL);
		assertThat(judged(new RegionMeasures(null, null, -1, false, -1, Duration.ofMillis(51))))
			.isEqualTo(RegionState.DEGRADED);
		assertThat(judged(new RegionMeasures(null, Duration.ofSeconds(5), 0.95, false, 100, Duration.ofMillis(50))))
			.isEqualTo(RegionState.HEALTHY);
	}

	private static RegionState judged(RegionMeasures measures) {
		RegionJudge judge = new RegionJudge(HealthThresholds.DEFAULTS);
		judge.judge(measures);
		return judge.judge(measures).state();
	}

	private List<RegionState> states(RegionMeasures... measures) {
		return List.of(measures).stream().map((each) -> this.judge.judge(each).state()).toList();
	}

	private static RegionMeasures lag(double seconds) {
		return new RegionMeasures(null, Duration.ofMillis((long) (1000 * seconds)), -1, false, -1, null);
	}

}
