package io.regioncache.model;

import java.util.Set;

import io.regioncache.model.TrustedServer.Rule;
import io.regioncache.model.Verdict.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Explores when a server is trusted that was silent, once with all rules kept and once
 * for each broken one.
 */
class TrustModelTests {

	@Test
	void noFormerPrimaryIsRead() {
		Verdict verdict = Explorer.explore(TrustedServer.model(Set.of()));
		System.out.println("TRUST " + verdict);
		assertThat(verdict.outcome()).as(verdict::toString).isEqualTo(Outcome.HOLDS);
	}

	@ParameterizedTest
	@EnumSource
	void oneIsReadWithout(Rule rule) {
		Verdict verdict = Explorer.explore(TrustedServer.model(Set.of(rule)));
		System.out.println(rule + " " + verdict);
		assertThat(verdict.outcome()).as(verdict::toString).isEqualTo(Outcome.BROKEN);
	}

}
