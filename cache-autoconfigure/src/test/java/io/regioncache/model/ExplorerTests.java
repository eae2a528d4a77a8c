package io.regioncache.model;

import java.util.ArrayList;
import java.util.List;

import io.regioncache.model.Verdict.Outcome;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link Explorer}.
 */
class ExplorerTests {

	/** Adds one or two until ten is reached. */
	private final Model<Integer> stairs = Model.of(0, (state, next) -> {
		if (state < 10) {
			next.accept("one", state + 1);
		}
		if (state < 9) {
			next.accept("two", state + 2);
		}
	});

	@Test
	void visitsEachStateOnce() {
		List<Integer> visited = new ArrayList<>();
		Verdict verdict = Explorer.explore(this.stairs.always((state) -> {
			visited.add(state);
			return null;
		}));
		assertThat(verdict).isEqualTo(new Verdict(Outcome.HOLDS, "", List.of(), 11, 1));
		assertThat(visited).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
	}

	@Test
	void tellsTheShortestWayToABrokenState() {
		Verdict verdict = Explorer.explore(this.stairs.always((state) -> (state == 5) ? "five" : null));
		assertThat(verdict.outcome()).isEqualTo(Outcome.BROKEN);
		assertThat(verdict.reason()).isEqualTo("five");
		assertThat(verdict.trace()).containsExactlyInAnyOrder("one", "two", "two");
	}

	@Test
	void checksAtRestOnlyWhereNoStepIsLeft() {
		Verdict verdict = Explorer.explore(this.stairs.atRest((state) -> "rests at " + state));
		assertThat(verdict.reason()).isEqualTo("rests at 10");
		assertThat(verdict.outcome()).isEqualTo(Outcome.BROKEN);
	}

	@Test
	void restsWhereOnlyAFaultIsLeft() {
		Model<Integer> falling = this.stairs.withFaults((state, next) -> {
			if (state == 10) {
				next.accept("falls", -1);
			}
		});
		assertThat(Explorer.explore(falling)).returns(12, Verdict::states)
			.returns(1, Verdict::resting)
			.returns(Outcome.HOLDS, Verdict::outcome);
		assertThat(Explorer.explore(falling.always((state) -> (state < 0) ? "below" : null)).trace()).last()
			.isEqualTo("fault: falls");
	}

	@Test
	void provesNothingIfItIsTooLarge() {
		assertThat(Explorer.explore(this.stairs.boundedBy(11)).outcome()).isEqualTo(Outcome.HOLDS);
		assertThat(Explorer.explore(this.stairs.boundedBy(10))).returns(Outcome.INCONCLUSIVE, Verdict::outcome)
			.returns("more than 10 states", Verdict::reason);
	}

	@Test
	void provesNothingIfItNeverDoesWhatItIsAbout() {
		Verdict verdict = Explorer
			.explore(this.stairs.reaches("seven", (state) -> state == 7).reaches("eleven", (state) -> state == 11));
		assertThat(verdict.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
		assertThat(verdict.reason()).isEqualTo("never happens: eleven");
	}

	@Test
	void provesNothingIfItCannotComeToRest() {
		Model<Integer> trap = Model.of(0, (state, next) -> {
			if (state == 0) {
				next.accept("ends", 1);
				next.accept("is trapped", 2);
			}
			else if (state > 1) {
				next.accept("turns", 5 - state);
			}
		});
		Verdict verdict = Explorer.explore(trap);
		assertThat(verdict.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
		assertThat(verdict.reason()).isEqualTo("cannot come to rest from here");
		assertThat(verdict.trace()).containsExactly("is trapped");
	}

}
