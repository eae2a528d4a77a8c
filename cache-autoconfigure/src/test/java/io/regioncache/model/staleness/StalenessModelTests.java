package io.regioncache.model.staleness;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

import io.regioncache.model.Explorer;
import io.regioncache.model.Model;
import io.regioncache.model.Verdict;
import io.regioncache.model.Verdict.Outcome;
import io.regioncache.model.staleness.StalenessModel.Act;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Explores reads with a bound, once with all rules kept and once for each broken one.
 */
class StalenessModelTests {

	@ParameterizedTest
	@EnumSource
	void noReadReturnsWhatIsOlderThanItsBound(Situation situation) {
		Verdict verdict = Explorer.explore(situation.model(Set.of()));
		System.out.println("STALENESS " + situation + " " + verdict);
		assertThat(verdict.outcome()).as(verdict::toString).isEqualTo(Outcome.HOLDS);
	}

	@ParameterizedTest
	@EnumSource
	void isBrokenWithout(Rule rule) {
		for (Situation situation : Situation.values()) {
			if (situation.rules.contains(rule)) {
				Verdict verdict = Explorer.explore(situation.model(Set.of(rule)));
				System.out.println("STALENESS without " + rule + " " + verdict);
				assertThat(verdict.outcome()).as(verdict::toString).isEqualTo(Outcome.BROKEN);
			}
		}
	}

	@Test
	void everyRuleIsBrokenSomewhere() {
		EnumSet<Rule> rules = EnumSet.allOf(Rule.class);
		Arrays.stream(Situation.values()).forEach((situation) -> rules.removeAll(situation.rules));
		assertThat(rules).isEmpty();
	}

	/**
	 * What is explored, and which rules are found broken there.
	 */
	enum Situation {

		/** Two sources invalidate, and one of them is cut off. */
		PARTITION(Set.of(Act.WRITE_SOURCE, Act.WRITE_DISTANT, Act.ASK_SOURCE, Act.ASK_DISTANT, Act.CUT),
				Set.of(Rule.ASKING_TIME_COUNTS, Rule.CUT_SOURCES_COUNT, Rule.LEVEL_BEFORE_LOOKUP), StalenessModel.HOME,
				StalenessModel.ORIGIN),

		/** The distant source invalidates something else. */
		OTHER_KEY(Set.of(Act.WRITE_SOURCE, Act.WRITE_DISTANT, Act.ASK_SOURCE, Act.OTHER_KEY),
				Set.of(Rule.EACH_SOURCE_IS_COMPARED), StalenessModel.HOME, StalenessModel.ORIGIN),

		/** A source loses the end of its log, and its writers send it again. */
		SOURCE_FAILS(Set.of(Act.WRITE_SOURCE, Act.ASK_SOURCE, Act.SOURCE_FAILS),
				Set.of(Rule.EPOCHS_OF_SOURCES_COUNT, Rule.AWAITED_WRITERS_COUNT), StalenessModel.HOME,
				StalenessModel.ORIGIN),

		/** Home loses what it has applied last. */
		HOME_FAILS(Set.of(Act.WRITE_SOURCE, Act.ASK_SOURCE, Act.ASK_DISTANT, Act.HOME_FAILS),
				Set.of(Rule.EPOCHS_OF_HOME_COUNT, Rule.EPOCHS_OF_HOME_ARE_NOT_MIXED), StalenessModel.HOME,
				StalenessModel.ORIGIN),

		/** The process keeps the value itself. */
		NEAR(Set.of(Act.WRITE_SOURCE, Act.ASK_SOURCE, Act.NEAR), Set.of(Rule.NEAR_HAS_COME_AS_FAR), StalenessModel.NEAR,
				StalenessModel.ORIGIN),

		/** What the process should be told of is swallowed on its way. */
		SWALLOWED(Set.of(Act.WRITE_HOME, Act.NEAR, Act.SWALLOW), Set.of(Rule.NEAR_IS_JUDGED), StalenessModel.NEAR,
				StalenessModel.ORIGIN),

		/** Another region answers while home is not level. */
		ELSEWHERE(Set.of(Act.WRITE_SOURCE, Act.WRITE_HOME, Act.WRITE_DISTANT, Act.ASK_OTHER, Act.CUT),
				Set.of(Rule.OTHERS_ARE_JUDGED, Rule.OWN_WRITES_COUNT), StalenessModel.OTHER, StalenessModel.ORIGIN);

		private final Set<Act> acts;

		private final Set<Rule> rules;

		private final int[] answers;

		Situation(Set<Act> acts, Set<Rule> rules, int... answers) {
			this.acts = acts;
			this.rules = rules;
			this.answers = answers;
		}

		Model<Facts> model(Set<Rule> broken) {
			Model<Facts> model = new StalenessModel(broken, this.acts).model();
			if (broken.isEmpty()) {
				for (int answer : this.answers) {
					model = model.reaches("answered by " + answer, (state) -> state.get(Fact.ANSWERED) == answer);
				}
			}
			return model;
		}

	}

}
