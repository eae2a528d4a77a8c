package io.regioncache.rollout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.regioncache.rollout.RolloutDecision.Decision;
import io.regioncache.store.RegionDeployments.Fault;
import io.regioncache.store.RegionDeployments.Note;
import io.regioncache.store.RegionDeployments.P99;
import io.regioncache.store.RegionInspections.Inspection;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RolloutRules}, in five regions by a test clock.
 */
class RolloutRulesTests {

	private static final RolloutPlan PLAN = new RolloutPlan("canary", Duration.ofMinutes(30),
			List.of(List.of("a", "b"), List.of("c", "d")), Duration.ofMinutes(15));

	private static final List<String> REGIONS = List.of("canary", "a", "b", "c", "d");

	/** When each region began to run the new version, and has stopped to run the old. */
	private final Map<String, Duration> deployed = new LinkedHashMap<>();

	private final Map<String, Duration> stillOld = new LinkedHashMap<>();

	private final Map<String, Fault> back = new LinkedHashMap<>();

	private final Map<String, Fault> hold = new LinkedHashMap<>();

	private final List<String> silent = new ArrayList<>();

	private Duration now = Duration.ofDays(1);

	@Test
	void goodDeploymentPassesInOrder() {
		List<String> order = new ArrayList<>();
		Duration start = this.now;
		for (int minute = 0; minute < 70 && !decide().complete(); minute++) {
			RolloutDecision decision = decide();
			if (decision.decision() == Decision.GO) {
				order.add(this.now.minus(start).toMinutes() + " " + decision.regions());
				decision.regions().forEach(this::deploy);
			}
			this.now = this.now.plusMinutes(1);
		}
		assertThat(order).containsExactly("0 [canary]", "30 [a, b]", "45 [c, d]");
		assertThat(this.now.minus(start)).isEqualTo(Duration.ofMinutes(60));
		assertThat(decide())
			.isEqualTo(new RolloutDecision("new", Decision.GO, List.of(), List.of("every stage is done"), true));
	}

	@Test
	void holdsUntilTheCanaryHasSoaked() {
		deploy("canary");
		pass(Duration.ofMinutes(29));
		assertHeld("canary (canary) has to run for another 60 s");
	}

	@Test
	void regionThatRunsBothVersionsIsNotDone() {
		deploy("canary");
		this.stillOld.put("canary", Duration.ZERO);
		pass(Duration.ofHours(1));
		assertHeld("canary (canary) still runs old");
		this.stillOld.put("canary", Duration.ofMinutes(29));
		assertHeld("canary (canary) has to run for another 60 s");
		this.stillOld.put("canary", Duration.ofMinutes(30));
		assertThat(decide().regions()).containsExactly("a", "b");
	}

	@Test
	void restOfABatchMayFollow() {
		soaked("canary");
		deploy("a");
		assertThat(decide().regions()).containsExactly("b");
	}

	@Test
	void badCanaryGoesBackAndNobodyElseIsToldToGo() {
		deploy("canary");
		pass(Duration.ofMinutes(40));
		this.back.put("canary", new Fault(Duration.ofSeconds(5), "corrupt is 1.00 %"));
		assertThat(decide()).isEqualTo(
				new RolloutDecision("new", Decision.BACK, List.of(), List.of("canary: corrupt is 1.00 %"), false));
		this.back.put("canary", new Fault(Duration.ofMinutes(2), "corrupt is 1.00 %"));
		assertHeld("canary (canary) has to run for another 1680 s");
	}

	@Test
	void deploymentThatWasRolledBackIsNotTriedAgain() {
		this.back.put("canary", new Fault(Duration.ofHours(2), "p99 of loads"));
		this.deployed.put("canary", this.now.minusHours(3));
		this.stillOld.put("canary", Duration.ZERO);
		this.silent.add("new@canary");
		assertThat(decide().decision()).isEqualTo(Decision.BACK);
	}

	@Test
	void faultOfABatchGoesBackAsWell() {
		soaked("canary");
		deploy("a");
		this.back.put("a", new Fault(Duration.ofSeconds(30), "refused is 3.00 %"));
		assertThat(decide().decision()).isEqualTo(Decision.BACK);
	}

	@Test
	void lagHolds() {
		soaked("canary");
		this.hold.put("canary", new Fault(Duration.ofSeconds(10), "lag is 30 s; gate: 10 s"));
		assertHeld("canary: lag is 30 s; gate: 10 s");
	}

	@Test
	void nobodyGoesOnWhileARegionDoesNotAnswer() {
		soaked("canary");
		this.silent.add("d");
		assertHeld("d: does not answer: no answer in time");
	}

	@Test
	void nobodyGoesOnWhereNothingIsReported() {
		soaked("canary");
		this.silent.add("old@c");
		assertHeld("c: no process has reported a deployment for 45 s");
	}

	@Test
	void regionAheadOfItsTurnHolds() {
		deploy("canary");
		deploy("c");
		assertHeld("c has it already, before canary is done");
	}

	@Test
	void processesOfTheCanaryThatDieHold() {
		soaked("canary");
		this.silent.add("new@canary");
		assertHeld("canary: no process has reported a deployment for 45 s");
	}

	private void soaked(String region) {
		deploy(region);
		pass(Duration.ofHours(1));
	}

	private void deploy(String region) {
		this.deployed.put(region, this.now);
	}

	private void pass(Duration time) {
		this.now = this.now.plus(time);
	}

	private void assertHeld(String... why) {
		assertThat(decide()).isEqualTo(new RolloutDecision("new", Decision.HOLD, List.of(), List.of(why), false));
	}

	private RolloutDecision decide() {
		Map<String, Inspection<Map<String, Note>>> answers = new LinkedHashMap<>();
		REGIONS.forEach((region) -> answers.put(region, this.silent.contains(region)
				? new Inspection<>(null, "no answer in time") : new Inspection<>(notes(region), null)));
		return RolloutRules.decide(PLAN, "new", answers);
	}

	private Map<String, Note> notes(String region) {
		Map<String, Note> notes = new LinkedHashMap<>();
		Duration since = this.deployed.get(region);
		Duration gone = Duration.ofHours(2);
		if (since != null) {
			Duration running = this.now.minus(since);
			notes.put("new", new Note(running, this.silent.contains("new@" + region) ? gone : Duration.ZERO,
					P99.UNKNOWN, this.back.get(region), this.hold.get(region)));
		}
		boolean old = since == null && !this.silent.contains("old@" + region);
		notes.put("old",
				new Note(Duration.ofDays(9),
						old ? Duration.ZERO
								: this.stillOld.getOrDefault(region,
										(since != null) ? this.now.minus(since).plusSeconds(50) : gone),
						P99.UNKNOWN, null, null));
		return notes;
	}

}
