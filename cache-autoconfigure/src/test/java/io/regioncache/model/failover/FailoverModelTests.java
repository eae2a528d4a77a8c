package io.regioncache.model.failover;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.regioncache.model.Explorer;
import io.regioncache.model.Verdict;
import io.regioncache.model.Verdict.Outcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Explores a fail-over that keeps entries warm, and finds each of its rules needed. By
 * default it leaves out the larger scenarios:
 * {@code -Dregioncache.failover.states=200000} explores them all.
 */
class FailoverModelTests {

	private static final int MOST_STATES = Integer.getInteger("regioncache.failover.states", 10_000);

	private static final Map<Rule, Supplier<FailoverScenario>> MUTANTS = Map.ofEntries(
			entry(Rule.NEW_EPOCH, FailoverScenarios::lostTail),
			entry(Rule.OLD_ENTRIES_WAIT, FailoverScenarios::lostTail),
			entry(Rule.LINEAGE_CHECKED, FailoverScenarios::lostEpoch),
			entry(Rule.LOST_LEASES_CUT, FailoverScenarios::lostLeases),
			entry(Rule.PROCESSES_AWAITED, FailoverScenarios::lostTail),
			entry(Rule.REDRIVEN_BY_EPOCH, FailoverScenarios::secondFailover),
			entry(Rule.KEPT_BEFORE_SENT, FailoverScenarios::inFlight),
			entry(Rule.KEPT_UNTIL_APPLIED_ELSEWHERE, FailoverScenarios::lostTail),
			entry(Rule.REPLICA_IS_NOT_ENOUGH, FailoverScenarios::snapshot),
			entry(Rule.REGISTRATION_CONFIRMED, FailoverScenarios::registers),
			entry(Rule.REGISTRATION_BY_EPOCH, FailoverScenarios::removedOnABranch),
			entry(Rule.SCRIPT_ASKS_REGISTRATION, FailoverScenarios::paused),
			entry(Rule.REMOVAL_WAITS_FOR_RECOVERY, FailoverScenarios::dies),
			entry(Rule.REMOVED_IN_RECORD_OF_EVERYTHING, FailoverScenarios::dies),
			entry(Rule.OTHERS_ASKED, FailoverScenarios::lostTail),
			entry(Rule.HEARD_BY_EPOCH, FailoverScenarios::bothFallBack),
			entry(Rule.WITNESS_REQUIRED, FailoverScenarios::bothFallBack),
			entry(Rule.TRANSFER_LEAVES_RECORD, FailoverScenarios::hubEmptied),
			entry(Rule.GAP_IS_TRANSFERRED, FailoverScenarios::trimmed),
			entry(Rule.ALL_TESTIFY, FailoverScenarios::three),
			entry(Rule.LEVEL_WITH_COMPLETE, FailoverScenarios::bothFallBack),
			entry(Rule.TRANSFER_CARRIES_REGISTRY, FailoverScenarios::emptied),
			entry(Rule.CURSOR_CUT, FailoverScenarios::paused), entry(Rule.GIVES_UP, FailoverScenarios::dies),
			entry(Rule.GIVING_UP_MARKS, FailoverScenarios::dies),
			entry(Rule.EVERYTHING_LOGGED, FailoverScenarios::dies),
			entry(Rule.SETTLED_BY_COMPLETION, FailoverScenarios::lostTail));

	static List<FailoverScenario> scenarios() {
		return FailoverScenarios.all().stream().filter((scenario) -> scenario.states() <= MOST_STATES).toList();
	}

	static List<FailoverScenario> limits() {
		return FailoverScenarios.limits();
	}

	@ParameterizedTest
	@MethodSource("scenarios")
	void losesNothingAndStaysWarm(FailoverScenario scenario) {
		Verdict verdict = explore(scenario.toString(), scenario);
		assertThat(verdict.outcome()).as(verdict::toString).isEqualTo(Outcome.HOLDS);
		assertThat(verdict.states()).isEqualTo(scenario.states());
	}

	@ParameterizedTest
	@EnumSource
	void eachRuleIsNeeded(Rule rule) {
		Verdict verdict = explore("without " + rule, MUTANTS.get(rule).get().without(rule));
		assertThat(verdict.outcome()).as(verdict::toString).isEqualTo(Outcome.BROKEN);
	}

	@ParameterizedTest
	@MethodSource("limits")
	void theLimitsAreWhatTheyAre(FailoverScenario scenario) {
		Verdict verdict = explore("limit: " + scenario, scenario);
		assertThat(verdict.outcome()).as(verdict::toString).isEqualTo(Outcome.BROKEN);
	}

	private static Verdict explore(String name, FailoverScenario scenario) {
		long begin = System.nanoTime();
		Verdict verdict = Explorer.explore(scenario.model());
		System.out.printf("FAILOVER %s: %s, %d ms%n", name, verdict.toString().lines().findFirst().orElse(""),
				(System.nanoTime() - begin) / 1_000_000);
		return verdict;
	}

}
