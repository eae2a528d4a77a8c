package io.regioncache.rollout;

import java.util.function.UnaryOperator;

import io.regioncache.model.Explorer;
import io.regioncache.model.Verdict;
import io.regioncache.model.Verdict.Outcome;
import io.regioncache.rollout.RolloutModel.Says;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Visits every state of {@link RolloutModel}: never are two stages under way at once.
 */
class RolloutModelTests {

	@Test
	void neverTwoStagesAtOnce() {
		Verdict verdict = explore(UnaryOperator.identity());
		System.out.printf("%,d states%n", verdict.states());
		assertThat(verdict.outcome()).as("%s %s", verdict.reason(), verdict.trace()).isNotEqualTo(Outcome.BROKEN);
		assertThat(verdict.reason()).doesNotContain("never happens", "more than");
	}

	@ParameterizedTest
	@EnumSource
	void eachRuleIsNeeded(Rule broken) {
		Verdict verdict = explore((says) -> (says == broken.says) ? broken.taken : says);
		assertThat(verdict.outcome()).as(broken.name()).isEqualTo(Outcome.BROKEN);
		System.out.println(broken + ": " + verdict.trace());
	}

	private static Verdict explore(UnaryOperator<Says> seen) {
		return Explorer.explore(new RolloutModel(seen).model());
	}

	/**
	 * What a region says, and what it is taken for where a rule is not kept.
	 */
	enum Rule {

		/** A region that does not answer is taken for one that is done. */
		A_REGION_THAT_IS_CUT_OFF_IS_NOT_DONE(Says.SILENT, Says.DONE),

		/** So is a region of which nothing is known. */
		A_REGION_THAT_FORGETS_IS_NOT_DONE(Says.NOTHING, Says.DONE),

		/** A region that runs both is taken for one that is done. */
		A_REGION_WITH_BOTH_IS_NOT_DONE(Says.MIXED, Says.DONE),

		/** A region is done as soon as it runs the deployment. */
		A_REGION_SOAKS(Says.NEW, Says.DONE);

		private final Says says;

		private final Says taken;

		Rule(Says says, Says taken) {
			this.says = says;
			this.taken = taken;
		}

	}

}
