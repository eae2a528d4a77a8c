package io.regioncache.rollout;

import java.time.Duration;
import java.util.List;

import io.regioncache.rollout.RolloutGates.Failed;
import io.regioncache.store.RegionDeployments.P99;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RolloutGates} and {@link LatencyHistogram}.
 */
class RolloutGatesTests {

	private final RolloutGates gates = new RolloutGates(1.5, 0.01, 0.001, Duration.ofSeconds(10), 0.5, true);

	@Test
	void aViolationThatTheAuditorHasFoundCallsForARollback() {
		assertThat(judge(new DeploymentCounts(new ReadCounts(0, 0, 0), 0, 0, 0, 2), 0, 0))
			.containsExactly(new Failed(true, "auditor found 2 values served after their invalidation"));
		RolloutGates open = new RolloutGates(0, 0, 0, Duration.ZERO, 0, false);
		assertThat(open.judge(new DeploymentCounts(new ReadCounts(0, 0, 0), 0, 0, 0, 2), P99.UNKNOWN, P99.UNKNOWN,
				Duration.ZERO))
			.isEmpty();
	}

	@Test
	void goodDeploymentPasses() {
		assertThat(judge(new DeploymentCounts(new ReadCounts(0, 900, 1000), 100, 1, 1, 0), 120, 100)).isEmpty();
	}

	@Test
	void oneInAHundredCorruptGoesBack() {
		assertThat(judge(new DeploymentCounts(new ReadCounts(0, 900, 1000), 100, 0, 10, 0), 0, 0))
			.containsExactly(new Failed(true, "corrupt is 1.00 %; gate: 0.10 %"));
	}

	@Test
	void schemaThatDriftsGoesBack() {
		assertThat(judge(new DeploymentCounts(new ReadCounts(0, 900, 1000), 100, 5, 0, 0), 0, 0))
			.containsExactly(new Failed(true, "refused is 5.00 %; gate: 1.00 %"));
	}

	@Test
	void twiceAsSlowGoesBack() {
		assertThat(judge(new DeploymentCounts(new ReadCounts(0, 900, 1000), 100, 0, 0, 0), 20_000, 10_000))
			.containsExactly(new Failed(true, "p99 of loads is 20.0 ms, and was 10.0 ms before; gate: factor 1.5"));
		assertThat(judge(new DeploymentCounts(new ReadCounts(0, 900, 1000), 100, 0, 0, 0), 20_000, 0))
			.as("nothing to compare")
			.isEmpty();
	}

	@Test
	void hitsThatAreTwiceAsSlowHold() {
		DeploymentCounts counts = new DeploymentCounts(new ReadCounts(0, 1000, 1000), 0, 0, 0, 0);
		assertThat(this.gates.judge(counts, new P99(0, 2000), new P99(0, 1000), Duration.ZERO))
			.containsExactly(new Failed(false, "p99 of hits is 2.0 ms, and was 1.0 ms before; gate: factor 1.5"));
		assertThat(this.gates.judge(counts, new P99(0, 1400), new P99(0, 1000), Duration.ZERO)).isEmpty();
		assertThat(this.gates.judge(counts, new P99(0, 2000), P99.UNKNOWN, Duration.ZERO)).isEmpty();
	}

	@Test
	void lagAndColdCacheHold() {
		assertThat(this.gates.judge(new DeploymentCounts(new ReadCounts(0, 400, 1000), 100, 0, 0, 0), P99.UNKNOWN,
				P99.UNKNOWN, Duration.ofSeconds(30)))
			.containsExactly(new Failed(false, "lag is 30 s; gate: 10 s"),
					new Failed(false, "hit share is 40.0 %; gate: 50.0 %"));
	}

	/**
	 * For each gate, what just passes and what just does not.
	 */
	@ParameterizedTest
	@CsvSource(textBlock = """
			# gate,     passes, fails, back,  reason
			p99,        15000,  15001, true,  p99 of loads is 15.0 ms
			hits,       1500,   1501,  false, p99 of hits is 1.5 ms
			refused,    20,     21,    true,  refused is 1.05 %
			corrupt,    5,      6,     true,  corrupt is 0.12 %
			lag,        10000,  10001, false, lag is 10 s
			hit-share,  2500,   2499,  false, hit share is 50.0 %
			auditor,    0,      1,     true,  auditor found 1 values
			""")
	void eachGateHasALimit(String gate, long passes, long fails, boolean back, String reason) {
		assertThat(at(gate, passes)).isEmpty();
		assertThat(at(gate, fails)).singleElement().satisfies((failed) -> {
			assertThat(failed.back()).isEqualTo(back);
			assertThat(failed.reason()).startsWith(reason);
		});
	}

	private List<Failed> at(String gate, long value) {
		ReadCounts reads = new ReadCounts(0, gate.equals("hit-share") ? value : 4000, 5000);
		DeploymentCounts counts = new DeploymentCounts(reads, 2000, gate.equals("refused") ? value : 0,
				gate.equals("corrupt") ? value : 0, gate.equals("auditor") ? value : 0);
		P99 p99 = new P99(gate.equals("p99") ? value : 10_000, gate.equals("hits") ? value : 1000);
		return this.gates.judge(counts, p99, new P99(10_000, 1000), Duration.ofMillis(gate.equals("lag") ? value : 0));
	}

	@Test
	void nearHitsCountAsServedAndDoNotHideCorruptEntries() {
		assertThat(judge(new DeploymentCounts(new ReadCounts(9000, 200, 1000), 800, 0, 0, 0), 0, 0)).isEmpty();
		assertThat(judge(new DeploymentCounts(new ReadCounts(99_000, 980, 1000), 20, 0, 10, 0), 0, 0))
			.containsExactly(new Failed(true, "corrupt is 1.00 %; gate: 0.10 %"));
	}

	@Test
	void fewEventsAreChance() {
		assertThat(judge(new DeploymentCounts(new ReadCounts(0, 100, 150), 100, 2, 2, 0), 0, 0)).isEmpty();
		assertThat(judge(new DeploymentCounts(new ReadCounts(0, 0, 50), 50, 50, 50, 0), 900_000, 1000)).isEmpty();
	}

	@Test
	void openGatesLetAllPass() {
		RolloutGates open = new RolloutGates(0, 0, 0, Duration.ZERO, 0, true);
		assertThat(open.judge(new DeploymentCounts(new ReadCounts(0, 0, 1000), 1000, 900, 900, 0),
				new P99(9_000_000, 9_000_000), new P99(1, 1), Duration.ofDays(1)))
			.isEmpty();
	}

	@Test
	void percentileIsOfTheLoadsInBetween() {
		LatencyHistogram times = new LatencyHistogram();
		for (int i = 0; i < 500; i++) {
			times.add(900_000_000);
		}
		long[] before = times.counts();
		for (int i = 1; i <= 1000; i++) {
			times.add(i * 100_000L);
		}
		assertThat(LatencyHistogram.p99Micros(before, times.counts(), 100)).isBetween(90_000L, 108_000L);
		assertThat(LatencyHistogram.p99Micros(before, before, 0)).isZero();
		assertThat(LatencyHistogram.p99Micros(before, times.counts(), 1001)).as("too few").isZero();
	}

	private List<Failed> judge(DeploymentCounts counts, long p99, long former) {
		return this.gates.judge(counts, new P99(p99, 0), new P99(former, 0), Duration.ZERO);
	}

}
