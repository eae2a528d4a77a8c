package io.regioncache.model;

import java.util.Set;

import io.regioncache.model.TurnsModel.Rule;
import io.regioncache.model.Verdict.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Explores loads that wait for others and for their turn: in whatever order they come, no
 * load waits for a turn that waits for it.
 */
class TurnsModelTests {

	@ParameterizedTest
	@CsvSource({ "true, 3, 1, false, 0", "true, 3, 2, false, 0", "true, 2, 1, true, 0", "true, 2, 2, true, 0",
			"false, 3, 1, false, 0", "false, 2, 2, false, 0", "false, 3, 2, false, 0", "false, 3, 1, false, 2",
			"false, 2, 2, false, 2", "true, 3, 2, false, 1", "false, 1, 1, false, 2" })
	void allAreAnswered(boolean known, int depth, int bulkheads, boolean shared, int mistakes) {
		Verdict verdict = Explorer.explore(new TurnsModel(Set.of(), known, depth, bulkheads, shared, mistakes).of(4));
		System.out.println("TURNS " + verdict);
		assertThat(verdict.outcome()).as(verdict::toString).isEqualTo(Outcome.HOLDS);
	}

	@Test
	void isBrokenIfNestedLoadsWait() {
		isBrokenWithout(Rule.NESTED_LOADS_BORROW, true, 1, false);
		isBrokenWithout(Rule.NESTED_LOADS_BORROW, true, 2, false);
	}

	@Test
	void isBrokenIfTheLoadThatIsJoinedWaits() {
		isBrokenWithout(Rule.A_JOINED_LOAD_BORROWS, true, 1, true);
	}

	@Test
	void isBrokenIfNobodySeesThatAllWait() {
		isBrokenWithout(Rule.A_STALL_LETS_IN, false, 1, false);
	}

	@Test
	void isBrokenIfTheOldestIsLetIn() {
		isBrokenWithout(Rule.THE_NEWEST_FIRST, false, 1, false);
	}

	@Test
	void isBrokenIfNoChainIsKept() {
		isBrokenWithout(Rule.A_CHAIN_IS_KEPT, false, 1, false);
	}

	@Test
	void isBrokenIfTheBoundDoesNotReturn() {
		Verdict verdict = Explorer.explore(new TurnsModel(Set.of(Rule.THE_BOUND_RETURNS), false, 1, 1, false, 1).of(4));
		System.out.println(Rule.THE_BOUND_RETURNS + " " + verdict);
		assertThat(verdict.outcome()).as(verdict::toString).isEqualTo(Outcome.BROKEN);
		assertThat(verdict.trace()).isNotEmpty();
	}

	private static void isBrokenWithout(Rule rule, boolean known, int bulkheads, boolean shared) {
		Verdict verdict = Explorer.explore(new TurnsModel(Set.of(rule), known, 3, bulkheads, shared, 0).of(4));
		System.out.println(rule + " " + verdict);
		assertThat(verdict.outcome()).as(verdict::toString).isEqualTo(Outcome.BROKEN);
		assertThat(verdict.trace()).isNotEmpty();
	}

}
