package io.regioncache.model;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

import io.regioncache.model.KnownEpochs.Rule;
import io.regioncache.model.Verdict.Outcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Explores regions that list fewer epochs than they know, and know fewer than there have
 * been: nothing that was invalidated is lost, and they come to rest. A build explores the
 * smaller scenarios; {@code -Dregioncache.epochs.states=200000} explores them all.
 */
class KnownEpochsModelTests {

	private static final int MOST_STATES = Integer.getInteger("regioncache.epochs.states", 20_000);

	static List<Scenario> scenarios() {
		return Arrays.stream(Scenario.values()).filter((scenario) -> scenario.states <= MOST_STATES).toList();
	}

	@ParameterizedTest
	@MethodSource("scenarios")
	void nothingIsLostAndAllComeToRest(Scenario scenario) {
		Verdict verdict = Explorer.explore(scenario.model.apply(Set.of()));
		System.out.println("EPOCHS " + scenario + " " + verdict);
		assertThat(verdict.outcome()).as(verdict::toString).isEqualTo(Outcome.HOLDS);
		assertThat(verdict.states()).isEqualTo(scenario.states);
	}

	@ParameterizedTest
	@CsvSource({ "PAIR, POSITIONS_STAY", "PAIR, OWN_STAYS_LISTED" })
	void neverComesToRestWithout(Scenario scenario, Rule rule) {
		Verdict verdict = Explorer.explore(scenario.model.apply(Set.of(rule)));
		System.out.println(rule + " " + verdict);
		assertThat(verdict.reason()).as(verdict::toString)
			.isIn("cannot come to rest from here", "they teach each other for ever");
	}

	@ParameterizedTest
	@CsvSource({ "HUB, WHAT_MOVES_IS_LISTED", "HUB, A_FULL_LIST_MARKS_EVERYTHING", "PAIR, FORGETS_WHAT_IS_NOT_LISTED",
			"FEW, UNKNOWN_MARKS_EVERYTHING" })
	void losesWithout(Scenario scenario, Rule rule) {
		Verdict verdict = Explorer.explore(scenario.model.apply(Set.of(rule)));
		System.out.println(rule + " " + verdict);
		assertThat(verdict.outcome()).as(verdict::toString).isEqualTo(Outcome.BROKEN);
	}

	enum Scenario {

		FEW(KnownEpochs::few, 10_736), PAIR(KnownEpochs::pair, 6_735), HUB(KnownEpochs::hub, 160_074);

		private final Function<Set<Rule>, Model<KnownEpochs>> model;

		private final int states;

		Scenario(Function<Set<Rule>, Model<KnownEpochs>> model, int states) {
			this.model = model;
			this.states = states;
		}

	}

}
