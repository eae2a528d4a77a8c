package io.regioncache.store.lookup;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.regioncache.model.Explorer;
import io.regioncache.model.Model;
import io.regioncache.model.Verdict;
import io.regioncache.model.Verdict.Outcome;
import io.regioncache.store.lookup.FollowerModel.Act;
import io.regioncache.store.lookup.FollowerModel.Fault;
import io.regioncache.store.lookup.FollowerModel.Hit;
import io.regioncache.store.lookup.FollowerModel.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Explores a process that follows the markers of its region, once with all rules kept and
 * once for each broken one.
 */
class FollowerModelTests {

	@ParameterizedTest
	@EnumSource
	void noHitIsOlderThanWhatHadReturnedBefore(Situation situation) {
		Verdict verdict = Explorer.explore(situation.model(Set.of()));
		System.out.println("FOLLOWER " + situation + " " + verdict);
		assertThat(verdict.outcome()).as(verdict::toString).isEqualTo(Outcome.HOLDS);
	}

	@ParameterizedTest
	@EnumSource
	void isBrokenWithout(Rule rule) {
		assertThat(Arrays.stream(Situation.values()).filter((situation) -> situation.breaks(rule))).as("%s", rule)
			.anyMatch((situation) -> Explorer.explore(situation.model(Set.of(rule))).outcome() == Outcome.BROKEN);
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

		/** Others mark a key, a tag and something else; the connection is lost. */
		INVALIDATIONS(List.of(Act.MARK_OTHER, Act.MARK_KEY, Act.MARK_TAG), List.of(Fault.CONNECTION_LOST),
				Set.of(Hit.BY_ENTRY_ALONE, Hit.BY_MARKERS),
				Set.of(Rule.CHANGES_GO_AHEAD, Rule.SUBSCRIBED_BEFORE_READING, Rule.JUDGED_WHEN_ANSWERED,
						Rule.ENDS_WITH_ITS_CONNECTION),
				0, 1),

		/** More markers than are kept, and an entry that is asked for. */
		MEMORY(List.of(Act.MARK_TAG, Act.MARK_OTHER, Act.MARK_KEY), List.of(), Set.of(Hit.BY_ENTRY_ALONE),
				Set.of(Rule.DROPPING_RAISES_THE_BASE, Rule.OLDER_ENTRIES_ARE_ASKED_FOR), 0, 1, 1),

		/** An entry that is remembered while markers are dropped. */
		REMEMBERED(List.of(Act.MARK_OTHER, Act.MARK_TAG, Act.MARK_OTHER, Act.MARK_KEY), List.of(Fault.CONNECTION_LOST),
				Set.of(Hit.BY_MEMORY), Set.of(Rule.REMEMBERED_UNTIL_THE_BASE_PASSES), 1, 1),

		/** An entry that is remembered is replaced by a slow load. */
		SLOW_LOAD(List.of(Act.BEGIN_LOAD, Act.MARK_OTHER, Act.STORE_LOADED), List.of(Fault.CONNECTION_LOST),
				Set.of(Hit.BY_MEMORY), Set.of(Rule.REMEMBERED_BY_FINGERPRINT), 1, 1),

		/** What may be served stale, and what may not. */
		MODES(List.of(Act.MARK_STALE, Act.MARK_OTHER, Act.MARK_TAG), List.of(Fault.CONNECTION_LOST),
				Set.of(Hit.BY_ENTRY_ALONE), Set.of(Rule.ONLY_FRESH_IS_REMEMBERED), 1, 1),

		/** More markers at once than are told of. */
		MANY(List.of(Act.MARK_OTHER, Act.MARK_MANY, Act.MARK_KEY), List.of(), Set.of(Hit.BY_ENTRY_ALONE),
				Set.of(Rule.INCOMPLETE_CHANGES_BEGIN_ANEW), 0, 1),

		/** The metadata is lost while others invalidate, and markers are dropped. */
		LOST_STATE(List.of(Act.MARK_OTHER, Act.MARK_KEY, Act.MARK_TAG),
				List.of(Fault.METADATA_LOST, Fault.MARKERS_DROPPED), Set.of(Hit.BY_ENTRY_ALONE),
				Set.of(Rule.EPOCHS_OF_CHANGES_ARE_COMPARED, Rule.EPOCHS_OF_ENTRIES_ARE_COMPARED), 0, 1),

		/** Clocks are issued twice, in two epochs. */
		FAIL_OVER(List.of(Act.MARK_KEY, Act.MARK_TAG), List.of(Fault.REPLICA_CATCHES_UP, Fault.FAIL_OVER),
				Set.of(Hit.BY_ENTRY_ALONE), Set.of(Rule.EPOCHS_OF_ENTRIES_ARE_COMPARED), 0, 1),

		/** One change is swallowed on the way: the next shows that. */
		SWALLOWED(List.of(Act.MARK_KEY, Act.MARK_OTHER), List.of(Fault.CHANGE_SWALLOWED),
				Set.of(Hit.BY_ENTRY_ALONE, Hit.BY_MARKERS), Set.of(Rule.GAPS_ARE_NOTICED), 0, 0),

		/** A transaction holds a key. */
		HOLDS(List.of(Act.HOLD, Act.COMMIT, Act.MARK_OTHER, Act.RELEASE), List.of(Fault.CONNECTION_LOST),
				Set.of(Hit.BY_ENTRY_ALONE), Set.of(Rule.HOLDS_ARE_TOLD, Rule.HOLDS_ARE_READ), 0, 0);

		private final List<Act> others;

		private final List<Fault> faults;

		private final Set<Hit> hits;

		private final Set<Rule> rules;

		private final int[] readers;

		Situation(List<Act> others, List<Fault> faults, Set<Hit> hits, Set<Rule> rules, int... readers) {
			this.others = others;
			this.faults = faults;
			this.hits = hits;
			this.rules = rules;
			this.readers = readers;
		}

		boolean breaks(Rule rule) {
			return this.rules.contains(rule);
		}

		Model<FollowerModel> model(Set<Rule> broken) {
			Model<FollowerModel> model = FollowerModel.model(broken, this.others, this.faults, this.readers);
			if (broken.isEmpty()) {
				for (Hit hit : this.hits) {
					model = model.reaches("a hit " + hit, (state) -> state.hits().contains(hit));
				}
			}
			return model;
		}

	}

}
