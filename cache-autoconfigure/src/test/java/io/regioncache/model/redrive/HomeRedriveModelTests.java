package io.regioncache.model.redrive;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.regioncache.model.Verdict;
import io.regioncache.model.Verdict.Outcome;
import io.regioncache.model.redrive.RedriveScenario.Side;
import io.regioncache.model.redrive.World.What;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Explores how a region keeps its own entries when its server is replaced, and finds each
 * of the rules needed. By default it leaves out the larger scenarios, as
 * {@link RedriveModelTests} does.
 */
class HomeRedriveModelTests {

	static final Map<Rule, Supplier<RedriveScenario>> MUTANTS = Map.ofEntries(
			entry(Rule.OLD_ENTRIES_WAIT, HomeRedriveModelTests::lostTail),
			entry(Rule.LOST_LEASES_CUT, HomeRedriveModelTests::loads),
			entry(Rule.EPOCHS_VOUCHED_FOR, HomeRedriveModelTests::dies),
			entry(Rule.VOUCHED_SINCE_EVERYTHING, HomeRedriveModelTests::diesBeforeTheSecond),
			entry(Rule.VOUCHED_WHEN_SETTLED, HomeRedriveModelTests::lostTail),
			entry(Rule.TAIL_READ, HomeRedriveModelTests::othersInvalidate),
			entry(Rule.ALL_ARE_ASKED, HomeRedriveModelTests::othersInvalidate),
			entry(Rule.HOME_ONLY_COMES_BACK, HomeRedriveModelTests::alone),
			entry(Rule.TRANSFER_GIVES_UP, HomeRedriveModelTests::aloneAndTrimmed));

	static List<RedriveScenario> scenarios() {
		return List
			.of(lostTail(), loads(), dies(), diesBeforeTheSecond(), othersInvalidate(), alone(), aloneAndTrimmed(),
					snapshot(), oldPrimary(), readerFallsBack(), linkCut(), registers(), slowly(), trimmed(), allLive(),
					aloneAndOldPrimary(), empty(), emptyAndOldPrimary(), joins())
			.stream()
			.filter((scenario) -> scenario.states() <= RedriveModelTests.MOST_STATES)
			.toList();
	}

	@ParameterizedTest
	@MethodSource("scenarios")
	void losesNothing(RedriveScenario scenario) {
		Verdict verdict = RedriveModelTests.explore(scenario.toString(), scenario, null);
		assertThat(verdict.outcome()).as(verdict::toString).isEqualTo(Outcome.HOLDS);
		assertThat(verdict.states()).isEqualTo(scenario.states());
	}

	static List<Rule> rules() {
		return MUTANTS.keySet().stream().sorted().toList();
	}

	@ParameterizedTest
	@MethodSource("rules")
	void eachRuleIsNeeded(Rule rule) {
		Verdict verdict = RedriveModelTests.explore("without " + rule, MUTANTS.get(rule).get(), rule);
		assertThat(verdict.outcome()).as(verdict::toString).isEqualTo(Outcome.BROKEN);
	}

	private static RedriveScenario lostTail() {
		return RedriveScenario.of("at home: a lost tail", 451, 1)
			.writes(1)
			.strike(What.REPLICA_CATCHES_UP)
			.strike(What.FAILS_OVER)
			.staysWarm()
			.home(Side.SERVES);
	}

	private static RedriveScenario loads() {
		return RedriveScenario.of("at home: a lost tail, and a load", 28_417, 1)
			.unregistered(1, 0)
			.strike(What.FAILS_OVER)
			.strike(What.LOADS_AT_HOME)
			.home(Side.SERVES);
	}

	private static RedriveScenario dies() {
		return RedriveScenario.of("at home: a writer dies", 2_347, 1)
			.writes(0, 1)
			.strike(What.FAILS_OVER)
			.strike(What.DIES, 1)
			.home(Side.SERVES);
	}

	private static RedriveScenario diesBeforeTheSecond() {
		return RedriveScenario.of("at home: a second fail-over, and a writer dies", 162_160, 1)
			.writes(1)
			.strike(What.FAILS_OVER)
			.strike(What.FAILS_OVER)
			.strike(What.REPLICA_CATCHES_UP)
			.strike(What.DIES, 0)
			.home(Side.SERVES);
	}

	private static RedriveScenario othersInvalidate() {
		return RedriveScenario.of("at home: others invalidate", 11_353, 2)
			.writes(0)
			.strike(What.READER_INVALIDATES, 1)
			.strike(What.REPLICA_CATCHES_UP)
			.strike(What.FAILS_OVER)
			.home(Side.SERVES);
	}

	private static RedriveScenario alone() {
		return RedriveScenario.of("at home: what is invalidated there alone", 565, 1)
			.writes(1)
			.strike(What.FAILS_OVER)
			.strike(What.LOADS_AT_HOME)
			.home(Side.INVALIDATES_ALONE);
	}

	private static RedriveScenario aloneAndTrimmed() {
		return RedriveScenario.of("at home: the same, and the log is trimmed", 457, 1)
			.writes(1)
			.strike(What.FAILS_OVER)
			.strike(What.LOG_TRIMMED)
			.home(Side.INVALIDATES_ALONE);
	}

	private static RedriveScenario snapshot() {
		return RedriveScenario.of("at home: a fail-over and an old snapshot", 254_616, 1)
			.writes(1)
			.strike(What.REPLICA_CATCHES_UP)
			.strike(What.FAILS_OVER)
			.strike(What.FALLS_BACK_TO_A_SNAPSHOT)
			.strike(What.DIES, 0)
			.home(Side.LOSES);
	}

	private static RedriveScenario oldPrimary() {
		return RedriveScenario.of("at home: the old primary comes back", 16_477, 1)
			.writes(1)
			.strike(What.FAILS_OVER)
			.strike(What.OLD_PRIMARY_COMES_BACK)
			.strike(What.DIES, 0)
			.home(Side.LOSES);
	}

	private static RedriveScenario allLive() {
		return RedriveScenario.of("at home: the old primary comes back, and all live", 337_582, 1)
			.writes(1, 1)
			.strike(What.FAILS_OVER)
			.strike(What.OLD_PRIMARY_COMES_BACK)
			.staysWarm()
			.home(Side.SERVES);
	}

	private static RedriveScenario aloneAndOldPrimary() {
		return RedriveScenario.of("at home: the old primary comes back, and all is invalidated there alone", 105_798, 1)
			.writes(2)
			.strike(What.FAILS_OVER)
			.strike(What.OLD_PRIMARY_COMES_BACK)
			.strike(What.DIES, 0)
			.home(Side.INVALIDATES_ALONE);
	}

	private static RedriveScenario readerFallsBack() {
		return RedriveScenario.of("at home: the other region falls back as well", 2_843, 1)
			.writes(1)
			.strike(What.FAILS_OVER)
			.strike(What.READER_FALLS_BACK)
			.strike(What.DIES, 0)
			.home(Side.LOSES);
	}

	private static RedriveScenario linkCut() {
		return RedriveScenario.of("at home: a link is cut", 1_740, 2)
			.writes(1)
			.strike(What.LINK_CUT, 1)
			.strike(What.FAILS_OVER)
			.staysWarm()
			.home(Side.SERVES);
	}

	private static RedriveScenario registers() {
		return RedriveScenario.of("at home: a writer registers and dies", 7_831, 1)
			.unregistered(1)
			.strike(What.REPLICA_CATCHES_UP)
			.strike(What.FAILS_OVER)
			.strike(What.DIES, 0)
			.home(Side.SERVES);
	}

	private static RedriveScenario slowly() {
		return RedriveScenario.of("at home: answers under way", 29_040, 1)
			.writes(1)
			.strike(What.REPLICA_CATCHES_UP)
			.strike(What.FAILS_OVER)
			.strike(What.LOADS_AT_HOME)
			.home(Side.SERVES)
			.slowly();
	}

	private static RedriveScenario empty() {
		return RedriveScenario.of("at home: the server comes back empty", 441, 1)
			.writes(1)
			.strike(What.LOADS_AT_HOME)
			.strike(What.COMES_BACK_EMPTY)
			.staysWarm()
			.home(Side.LOSES);
	}

	private static RedriveScenario emptyAndOldPrimary() {
		return RedriveScenario.of("at home: the server comes back empty, and then the former one", 63_335, 1)
			.writes(2)
			.strike(What.COMES_BACK_EMPTY)
			.strike(What.OLD_PRIMARY_COMES_BACK)
			.strike(What.DIES, 0)
			.home(Side.LOSES);
	}

	private static RedriveScenario joins() {
		return RedriveScenario.of("at home: a region is added", 219_519, 2)
			.unregistered(1)
			.strike(What.FAILS_OVER)
			.strike(What.LOADS_AT_HOME)
			.strike(What.DIES, 0)
			.joins(1)
			.home(Side.LOSES);
	}

	private static RedriveScenario trimmed() {
		return RedriveScenario.of("at home: the log is trimmed", 4_117, 1)
			.writes(1)
			.strike(What.REPLICA_CATCHES_UP)
			.strike(What.FAILS_OVER)
			.strike(What.LOG_TRIMMED)
			.home(Side.SERVES);
	}

}
