package io.regioncache.model.warming;

import java.util.Map;
import java.util.Set;

import io.regioncache.model.Explorer;
import io.regioncache.model.Verdict;
import io.regioncache.model.Verdict.Outcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Explores a region that is warmed from a neighbor: nothing that it copies is older than
 * what was invalidated.
 */
class WarmingModelTests {

	@ParameterizedTest
	@EnumSource
	void whatIsCopiedIsNoOlderThanWhatWasInvalidated(Scenario scenario) {
		Verdict verdict = Explorer.explore(Warming.begin(scenario.left).model(Set.of()));
		System.out.println("WARMING " + scenario + " " + verdict);
		assertThat(verdict.outcome()).as(verdict::toString).isEqualTo(Outcome.HOLDS);
	}

	@ParameterizedTest
	@CsvSource({ "RACES, VECTOR_BEFORE_MARKERS", "RACES, JUDGED_AT_THE_NEIGHBOR", "RACES, COMPARED_AT_HOME",
			"RACES, LEASE_WITH_THE_COMPARISON", "TRIMMED, TRIMMED_LOG_REFUSES", "HOME_LOST, UNKNOWN_EPOCH_REFUSES",
			"HOME_LOST, EPOCH_WITH_THE_LEASE", "HOME_LOST, UNKNOWN_EPOCH_MARKS_EVERYTHING",
			"NEIGHBOR_LOST, EPOCH_AT_THE_NEIGHBOR" })
	void anOldValueIsServedWithout(Scenario scenario, Rule rule) {
		Verdict verdict = Explorer.explore(Warming.begin(scenario.left).model(Set.of(rule)));
		System.out.println(rule + " " + verdict);
		assertThat(verdict.outcome()).as(verdict::toString).isEqualTo(Outcome.BROKEN);
	}

	enum Scenario {

		/** A slow load, and a third region invalidates as well. */
		RACES(Map.of("commit", 1, "load", 1, "third", 1)),

		/** Two versions. */
		VERSIONS(Map.of("commit", 2)),

		/** The log at home is trimmed, after an invalidation of another key. */
		TRIMMED(Map.of("commit", 1, "other", 1, "third", 1, "trim", 1)),

		/** The home region loses everything, before, while and after it copies. */
		HOME_LOST(Map.of("commit", 1, "load", 1, "home", 1)),

		/** The neighbor loses its metadata, not the entry. */
		NEIGHBOR_LOST(Map.of("commit", 1, "load", 1, "neighbor", 1)),

		/** Both do. */
		BOTH_LOST(Map.of("commit", 1, "home", 1, "neighbor", 1));

		private final Map<String, Integer> left;

		Scenario(Map<String, Integer> left) {
			this.left = left;
		}

	}

}
