package io.regioncache.model;

import java.util.Set;

import io.regioncache.model.TrackedReads.Rule;
import io.regioncache.model.Verdict.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Explores reads whose markers a connection knows, once with all rules kept and once for
 * each broken one.
 */
class TrackingModelTests {

	@Test
	void noReadIsJudgedByLessThanHadReturnedBefore() {
		Verdict verdict = Explorer.explore(TrackedReads.model(Set.of()));
		System.out.println("TRACKING " + verdict);
		assertThat(verdict.outcome()).as(verdict::toString).isEqualTo(Outcome.HOLDS);
	}

	@ParameterizedTest
	@EnumSource
	void isBrokenWithout(Rule rule) {
		Verdict verdict = Explorer.explore(TrackedReads.model(Set.of(rule)));
		System.out.println(rule + " " + verdict);
		assertThat(verdict.outcome()).as(verdict::toString).isEqualTo(Outcome.BROKEN);
		assertThat(verdict.trace()).isNotEmpty();
	}

}
