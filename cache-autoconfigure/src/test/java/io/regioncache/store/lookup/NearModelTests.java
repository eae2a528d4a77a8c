package io.regioncache.store.lookup;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.regioncache.model.Explorer;
import io.regioncache.model.Model;
import io.regioncache.model.Verdict;
import io.regioncache.model.Verdict.Outcome;
import io.regioncache.store.lookup.NearModel.Act;
import io.regioncache.store.lookup.NearModel.Fault;
import io.regioncache.store.lookup.NearModel.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Explores a process that keeps an entry itself, once with all rules kept and once for
 * each broken one.
 */
class NearModelTests {

	@ParameterizedTest
	@EnumSource
	void nothingIsServedThatIsKnownToBeOldOrOlderThanTheBound(Situation situation) {
		Verdict verdict = Explorer.explore(situation.model(Set.of()));
		System.out.println("NEAR " + situation + " " + verdict);
		assertThat(verdict.outcome()).as(verdict::toString).isEqualTo(Outcome.HOLDS);
	}

	@ParameterizedTest
	@EnumSource
	void isBrokenWithout(Rule rule) {
		assertThat(Arrays.stream(Situation.values()).filter((situation) -> situation.rules.contains(rule)))
			.as("%s", rule)
			.isNotEmpty()
			.allMatch((situation) -> Explorer.explore(situation.model(Set.of(rule))).outcome() == Outcome.BROKEN);
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

		/** Both processes invalidate, while a read keeps what it has found. */
		INVALIDATIONS(0, List.of(Act.MARK_TAG, Act.OWN_KEY), Set.of(Fault.CONNECTION_LOST),
				Set.of(Rule.PUT_JUDGES, Rule.NOTED_BEFORE_JUDGING, Rule.MARKERS_BEFORE_GENERATION,
						Rule.BEGINNING_MOVES_GENERATION, Rule.OWN_IS_WAITED_FOR, Rule.DEFERRED_IS_OFF)),

		/** More markers than are kept. */
		MEMORY(0, List.of(Act.MARK_TAG, Act.MARK_OTHER, Act.MARK_MORE), Set.of(),
				Set.of(Rule.DROPPING_RAISES_THE_BASE)),

		/** The server loses its state, and a new epoch begins. */
		LOST_STATE(0, List.of(Act.MARK_KEY, Act.OWN_KEY), Set.of(Fault.METADATA_LOST),
				Set.of(Rule.LOST_IS_OFF, Rule.OWN_IS_WAITED_FOR)),

		/** A change is swallowed on its way, and another one follows. */
		SWALLOWED(3, List.of(Act.MARK_KEY, Act.MARK_OTHER), Set.of(Fault.CHANGE_SWALLOWED),
				Set.of(Rule.GAPS_ARE_NOTICED, Rule.CLOCKS_ARE_COMPARED)),

		/** The server is silent for some time. */
		SILENCE(4, List.of(Act.MARK_KEY), Set.of(), Set.of(Rule.SILENCE_SWITCHES_OFF, Rule.AGE_COUNTS_FROM_SENDING));

		private final int horizon;

		private final List<Act> acts;

		private final Set<Fault> faults;

		private final Set<Rule> rules;

		Situation(int horizon, List<Act> acts, Set<Fault> faults, Set<Rule> rules) {
			this.horizon = horizon;
			this.acts = acts;
			this.faults = faults;
			this.rules = rules;
		}

		Model<NearModel> model(Set<Rule> broken) {
			Model<NearModel> model = NearModel.model(broken, this.horizon, this.acts, this.faults);
			return broken.isEmpty()
					? model.reaches("the first version is served near", (state) -> state.served().contains(0))
						.reaches("a later version is served near",
								(state) -> state.served().stream().anyMatch((version) -> version > 0))
					: model;
		}

	}

}
