package io.regioncache.model;

import java.util.EnumSet;
import java.util.Set;

import io.regioncache.model.Verdict.Outcome;
import io.regioncache.model.WriteBehindModel.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Explores changes that are written later: none that was acknowledged is lost, none is
 * written over a later one, and nobody reads anything older.
 */
class WriteBehindModelTests {

	private static final int PUTS = 2;

	@ParameterizedTest
	@CsvSource({ "0, 0", "0, 1", "1, 0", "1, 1", "2, 0", "2, 1" })
	void noAcknowledgedChangeIsLostOrOvertaken(int poison, int reading) {
		Verdict verdict = Explorer.explore(new WriteBehindModel(Set.of(), PUTS, poison, reading).model());
		System.out.println("WRITE-BEHIND " + verdict);
		assertThat(verdict.outcome()).as(verdict::toString).isEqualTo(Outcome.HOLDS);
	}

	@ParameterizedTest
	@EnumSource
	void isBrokenWithout(Rule rule) {
		int poison = PARKING.contains(rule) ? 1 : 0;
		int reading = (rule == Rule.THE_UNASKED_IS_NOT_STORED) ? 1 : 0;
		Verdict verdict = Explorer.explore(new WriteBehindModel(Set.of(rule), PUTS, poison, reading).model());
		System.out.println(rule + " " + verdict);
		assertThat(verdict.outcome()).as(verdict::toString).isEqualTo(Outcome.BROKEN);
		assertThat(verdict.trace()).isNotEmpty();
	}

	private static final Set<Rule> PARKING = EnumSet.of(Rule.PARKED_IS_READ, Rule.ONLY_WHAT_FAILED_IS_PARKED,
			Rule.A_PUT_ENDS_PARKING);

	@Test
	void threeChangesInARowAreNeitherLostNorOvertaken() {
		Verdict verdict = Explorer.explore(new WriteBehindModel(Set.of(), 3, 0, 0).model().boundedBy(3_000_000));
		System.out.println("WRITE-BEHIND " + verdict);
		assertThat(verdict.outcome()).as(verdict::toString).isEqualTo(Outcome.HOLDS);
	}

}
