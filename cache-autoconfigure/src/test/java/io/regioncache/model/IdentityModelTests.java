package io.regioncache.model;

import io.regioncache.model.IdentityModel.Rule;
import io.regioncache.model.Verdict.Outcome;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Explores what a server that has taken a new id may have lost: where an epoch goes on,
 * nothing.
 */
class IdentityModelTests {

	@Test
	void anEpochNeverGoesOnWithoutItsInvalidations() {
		assertThat(explore(null, 1).outcome()).isEqualTo(Outcome.HOLDS);
	}

	@ParameterizedTest
	@EnumSource
	void eachRuleIsNeeded(Rule rule) {
		assertThat(explore(rule, 1).outcome()).isEqualTo(Outcome.BROKEN);
	}

	@Test
	void isBrokenWhereAServerForgetsSoonerThanAnAttachIsOld() {
		assertThat(explore(null, 0).outcome()).isEqualTo(Outcome.BROKEN);
	}

	private static Verdict explore(@Nullable Rule broken, int backlogTtl) {
		Verdict verdict = Explorer.explore(new IdentityModel(broken, 1, backlogTtl).model());
		System.out.println("IDENTITY without " + broken + ": " + verdict);
		return verdict;
	}

}
