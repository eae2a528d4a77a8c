package io.regioncache.store.history;

import java.util.EnumMap;
import java.util.Map;

import io.regioncache.model.Explorer;
import io.regioncache.model.Verdict;
import io.regioncache.model.Verdict.Outcome;
import io.regioncache.store.history.OwnInvalidationsModel.Flaw;
import io.regioncache.store.history.OwnInvalidationsModel.May;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Explores a process that is answered by other regions, once as it is and once for each
 * mutant: it never reads what it has invalidated itself.
 */
class OwnInvalidationsModelTests {

	@ParameterizedTest
	@EnumSource
	void holds(Scenario scenario) {
		Verdict verdict = scenario.explore(null);
		System.out.println("OWN INVALIDATIONS " + scenario + " " + verdict);
		assertThat(verdict.outcome()).as(verdict::toString).isEqualTo(Outcome.HOLDS);
	}

	@ParameterizedTest
	@CsvSource({ "NOTHING_IS_HIDDEN, ARRIVES_LATE", "ASKED_BEHIND_THE_LOOKUP, ARRIVES_LATE",
			"FORGOTTEN_WITHOUT_A_FLOOR, FORGETS", "RELAYED_NOT_NOTED, IS_RELAYED", "KEPT_NOT_NOTED, IS_RELAYED",
			"RETRIED_NOT_NOTED, IS_RELAYED", "CAUGHT_UP_BEFORE_IT_WAS_APPLIED, IS_RELAYED",
			"ENDED_COUNTS_AS_APPLIED, HOME_IS_LOST", "EPOCH_NOT_COMPARED, OTHER_IS_LOST" })
	void isBrokenBy(Flaw flaw, Scenario scenario) {
		Verdict verdict = scenario.explore(flaw);
		System.out.println(flaw + " " + verdict);
		assertThat(verdict.outcome()).as(verdict::toString).isEqualTo(Outcome.BROKEN);
	}

	/**
	 * A few things that happen in every order.
	 */
	enum Scenario {

		ARRIVES_LATE(1, 10, Map.of(May.INVALIDATE, 2, May.INVALIDATE_ELSE, 1, May.GO_AWAY, 2, May.LOAD, 1)),

		FORGETS(1, 1, Map.of(May.INVALIDATE, 1, May.INVALIDATE_ELSE, 2, May.GO_AWAY, 1, May.LOAD, 1)),

		IS_RELAYED(2, 10, Map.of(May.INVALIDATE, 1, May.INVALIDATE_ELSE, 1, May.GO_AWAY, 2)),

		HOME_IS_LOST(1, 1,
				Map.of(May.INVALIDATE, 1, May.INVALIDATE_ELSE, 1, May.GO_AWAY, 2, May.LOSE_HOME, 1, May.LOAD, 1)),

		OTHER_IS_LOST(1, 10,
				Map.of(May.INVALIDATE, 1, May.INVALIDATE_ELSE, 1, May.GO_AWAY, 1, May.LOSE_OTHER, 1, May.LOAD, 1));

		private final int regions;

		private final int capacity;

		private final Map<May, Integer> budget;

		Scenario(int regions, int capacity, Map<May, Integer> budget) {
			this.regions = regions;
			this.capacity = capacity;
			this.budget = new EnumMap<>(budget);
		}

		Verdict explore(@Nullable Flaw flaw) {
			return Explorer.explore(OwnInvalidationsModel.model(flaw, this.regions, this.capacity, this.budget));
		}

	}

}
