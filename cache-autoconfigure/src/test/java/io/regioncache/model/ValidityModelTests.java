package io.regioncache.model;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.regioncache.model.Verdict.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Explores every {@link Scenario}, once with all rules kept and once for each broken one.
 */
class ValidityModelTests {

	private static final Map<Scenario, List<Rule>> MUTANTS = new EnumMap<>(Map.of(Scenario.LOADS,
			List.of(Rule.LEASE_BEFORE_LOAD, Rule.COUNTER_NOT_WALL_CLOCK, Rule.INVALIDATION_INCREMENTS,
					Rule.MARKERS_CHECKED_WHEN_READ, Rule.DROP_RAISES_FLOOR),
			Scenario.PUTS,
			List.of(Rule.PUT_LEASES_BEFORE_BODY, Rule.PUT_MARKS, Rule.PUT_MARKS_AND_COMPARES_AT_ONCE,
					Rule.PUT_COMPARES_FLOOR),
			Scenario.LOST_STATE,
			List.of(Rule.EPOCH_CHECKED, Rule.FILL_KEEPS_EPOCH_OF_LEASE, Rule.SERVER_COMPARED, Rule.PROMOTION_COMPARED),
			Scenario.LOST_STATE_AND_PUT, List.of(Rule.PUT_COMPARES_EPOCH), Scenario.SECOND_LOOK,
			List.of(Rule.SECOND_LOOK_IS_WHOLE), Scenario.SINGLE_FLIGHT,
			List.of(Rule.JOIN_NEEDS_LEASE, Rule.JOIN_NEEDS_EPOCH, Rule.LOOK_BEFORE_JOINING), Scenario.MODES,
			List.of(Rule.MODES_MARKED_APART), Scenario.NESTED_NEAR, List.of(Rule.NESTED_INHERITS_MINIMUM),
			Scenario.NESTED_REGIONS, List.of(Rule.NESTED_ONLY_WITHIN_ONE_EPOCH)));

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = "SPLIT_BRAIN")
	void holds(Scenario scenario) {
		Verdict verdict = scenario.explore(Protocol.WHOLE);
		report(scenario, verdict);
		assertThat(verdict.outcome()).as(verdict::toString).isEqualTo(Outcome.HOLDS);
	}

	@ParameterizedTest
	@MethodSource("mutants")
	void isBrokenWithout(Rule rule, Scenario scenario) {
		Verdict verdict = scenario.explore(new Protocol(rule));
		report(rule, verdict);
		assertThat(verdict.outcome()).as(verdict::toString).isEqualTo(Outcome.BROKEN);
		assertThat(verdict.trace()).isNotEmpty();
	}

	@Test
	void triesToDoWithoutEachRule() {
		assertThat(MUTANTS.values().stream().flatMap(List::stream))
			.containsExactlyInAnyOrderElementsOf(EnumSet.allOf(Rule.class));
	}

	@Test
	void readsOldValuesFromAnOldPrimaryThatIsStillConnected() {
		Verdict verdict = Scenario.SPLIT_BRAIN.explore(Protocol.WHOLE);
		report(Scenario.SPLIT_BRAIN, verdict);
		assertThat(verdict.outcome()).isEqualTo(Outcome.BROKEN);
		assertThat(verdict.reason()).isEqualTo("answered with 0, promised 1");
		assertThat(verdict.trace()).last().isEqualTo("CUT_OFF 0 asks the old primary");
	}

	static Stream<Arguments> mutants() {
		return MUTANTS.entrySet()
			.stream()
			.flatMap((entry) -> entry.getValue().stream().map((rule) -> arguments(rule, entry.getKey())));
	}

	private static void report(Enum<?> what, Verdict verdict) {
		System.out.println(what + " " + verdict);
	}

}
