package io.regioncache.replication;

import io.regioncache.model.Verdict;
import io.regioncache.model.Verdict.Outcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Explores every {@link ReplicationScenario} with the real {@link Puller}, once as it is
 * and once for each mutant.
 */
class ReplicationModelTests {

	@ParameterizedTest
	@EnumSource
	void holds(ReplicationScenario scenario) {
		Verdict verdict = scenario.explore(null);
		System.out.println(scenario + " " + verdict);
		assertThat(verdict.outcome()).as(verdict::toString).isEqualTo(Outcome.HOLDS);
	}

	@ParameterizedTest
	@CsvSource({ "CURSOR_INCREMENTED, TWO_PULLERS", "GAPS_UNSEEN, GAPS", "TAIL_NOT_TOLD, GAPS", "FLOOR_NOT_READ, GAPS",
			"FLOOR_NOT_RAISED, GAPS", "TRANSFER_ACROSS_EPOCHS, HUB_LOST", "UNKNOWN_EPOCH_NOT_FLUSHED, SOURCE_LOST",
			"LOST_CURSOR_TAKES_THE_TAIL, DESTINATION_LOST", "REIGN_NOT_COMPARED, SOURCE_FALLS_BACK",
			"TRANSFER_NOT_LOGGED, HUB_CHANGES", "NEW_SOURCE_AT_OLD_POSITION, HUB_CHANGES" })
	void isBrokenBy(Flaw flaw, ReplicationScenario scenario) {
		Verdict verdict = scenario.explore(flaw);
		System.out.println(flaw + " " + verdict);
		assertThat(verdict.outcome()).as(verdict::toString).isEqualTo(Outcome.BROKEN);
	}

}
