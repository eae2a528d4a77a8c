package io.regioncache.cache;

import java.util.function.Function;

import io.regioncache.cache.TransactionModel.Rule;
import io.regioncache.cache.TransactionWorld.Role;
import io.regioncache.model.Explorer;
import io.regioncache.model.Model;
import io.regioncache.model.Verdict;
import io.regioncache.model.Verdict.Outcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Explores transactions, once with all rules kept and once for each broken one.
 */
class TransactionModelTests {

	@ParameterizedTest
	@EnumSource
	void holds(Scenario scenario) {
		Verdict verdict = explore(scenario, scenario.protocol());
		assertThat(verdict.outcome()).as(verdict::toString).isEqualTo(Outcome.HOLDS);
	}

	@ParameterizedTest
	@CsvSource({ "INVALIDATION_AFTER_COMMIT, SNAPSHOTS", "LOAD_LEASES_AT_BEGIN, SNAPSHOTS", "PUT_LEASES_AT_BEGIN, PUTS",
			"FILLS_WAIT_FOR_COMMIT, OWN_WRITES", "ROLLBACK_DROPS_FILLS, OWN_WRITES",
			"LATE_FILL_KEEPS_LEASE, OWN_WRITES", "PENDING_BYPASSES, OWN_WRITES", "HOLD_LAPSES_INTO_MARKER, HOLDS",
			"HOLD_BEFORE_COMMIT, HOLDS" })
	void isBrokenWithout(Rule rule, Scenario scenario) {
		Verdict verdict = explore(scenario,
				(scenario == Scenario.HOLDS) ? new TransactionModel(rule) : new TransactionModel(rule, Rule.HOLD));
		assertThat(verdict.outcome()).as(verdict::toString).isEqualTo(Outcome.BROKEN);
		assertThat(verdict.trace()).isNotEmpty();
	}

	/**
	 * A crash loses the invalidation without a hold, and with one if the transaction
	 * outlives it.
	 */
	@ParameterizedTest
	@EnumSource(names = { "HOLD", "HOLD_OUTLIVES_TRANSACTION" })
	void aLimitIsWhatItIsSaidToBe(Rule rule) {
		Verdict verdict = explore(Scenario.HOLDS, new TransactionModel(rule));
		assertThat(verdict.outcome()).as(verdict::toString).isEqualTo(Outcome.BROKEN);
		assertThat(verdict.trace()).anyMatch((step) -> step.endsWith("crashes"));
	}

	private static Verdict explore(Scenario scenario, TransactionModel protocol) {
		Verdict verdict = Explorer.explore(scenario.model.apply(protocol));
		System.out.println(scenario + " " + verdict);
		return verdict;
	}

	enum Scenario {

		SNAPSHOTS((protocol) -> protocol.model(0, false, Role.SNAPSHOT_READER, Role.WRITER, Role.WRITER, Role.LOADER)),

		PUTS((protocol) -> protocol.model(0, true, Role.PUTTER, Role.WRITER, Role.LOADER)),

		OWN_WRITES((protocol) -> protocol.model(0, true, Role.READING_WRITER, Role.WRITER, Role.LOADER, Role.LOADER)),

		HOLDS((protocol) -> protocol.model(1, true, Role.WRITER, Role.WRITER, Role.LOADER, Role.LOADER));

		private final Function<TransactionModel, Model<TransactionWorld>> model;

		Scenario(Function<TransactionModel, Model<TransactionWorld>> model) {
			this.model = model;
		}

		/**
		 * Only one of them is about holds.
		 */
		TransactionModel protocol() {
			return (this == HOLDS) ? new TransactionModel() : new TransactionModel(Rule.HOLD);
		}

	}

}
