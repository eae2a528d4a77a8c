package io.regioncache.model.redrive;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.regioncache.model.Explorer;
import io.regioncache.model.Verdict;
import io.regioncache.model.Verdict.Outcome;
import io.regioncache.model.redrive.World.What;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Explores how other regions keep their entries when a region's server is replaced, and
 * finds each of the rules needed. By default it leaves out the larger scenarios:
 * {@code -Dregioncache.redrive.states=1000000} explores them all.
 */
class RedriveModelTests {

	static final int MOST_STATES = Integer.getInteger("regioncache.redrive.states", 10_000);

	private static final Map<Rule, Supplier<RedriveScenario>> MUTANTS = Map.ofEntries(
			entry(Rule.KEPT_UNTIL_ALL_HAVE_READ, RedriveModelTests::twoReaders),
			entry(Rule.REGISTRATION_READ, RedriveModelTests::registers),
			entry(Rule.REGISTRATION_READ_BY_ALL, RedriveModelTests::registersWithTwoReaders),
			entry(Rule.SENT_AGAIN_BEFORE_REGISTERED, RedriveModelTests::dies),
			entry(Rule.SCRIPT_ASKS_REGISTRATION, RedriveModelTests::pauses),
			entry(Rule.REMOVED_IN_PRESENT_EPOCH, RedriveModelTests::dies),
			entry(Rule.LATE_ANSWER_REFUSED, RedriveModelTests::slowly),
			entry(Rule.WRITERS_AWAITED, RedriveModelTests::dies),
			entry(Rule.LATE_MEANS_EVERYTHING, RedriveModelTests::dies),
			entry(Rule.LEVEL_SINCE_OWN_EPOCH, RedriveModelTests::readerFallsBack),
			entry(Rule.CURSOR_CUT, RedriveModelTests::loads),
			entry(Rule.TRANSFER_MARKS, RedriveModelTests::trimmedAndDies),
			entry(Rule.OVER_WHEN_SETTLED, RedriveModelTests::lostTail),
			entry(Rule.EMPTY_NAMES_ITS_FORMER, RedriveModelTests::comesBackEmpty),
			entry(Rule.EMPTY_LOG_BEGINS_ANEW, RedriveModelTests::comesBackEmpty),
			entry(Rule.MET_FROM_THE_BEGINNING, RedriveModelTests::joinsAnEmptyOne));

	static List<RedriveScenario> scenarios() {
		return all().stream().filter((scenario) -> scenario.states() <= MOST_STATES).toList();
	}

	private static List<RedriveScenario> all() {
		return List.of(lostTail(), loads(), slowly(), twoReaders(), dies(), registers(), registersWithTwoReaders(),
				pauses(), secondFailover(), snapshot(), oldPrimary(), linkCut(), trimmed(), trimmedAndDies(),
				impatient(), readerFallsBack(), readerFallsBackTwice(), comesBackEmpty(), comesBackEmptyAndDies(),
				emptyThenOldPrimary(), emptyAndReaderFallsBack(), emptyTwice(), joinsAndFailsOver(), joinsAnEmptyOne());
	}

	@ParameterizedTest
	@MethodSource("scenarios")
	void losesNothing(RedriveScenario scenario) {
		Verdict verdict = explore(scenario.toString(), scenario, null);
		assertThat(verdict.outcome()).as(verdict::toString).isEqualTo(Outcome.HOLDS);
		assertThat(verdict.states()).isEqualTo(scenario.states());
	}

	@Test
	void eachRuleHasAMutant() {
		assertThat(Stream.of(MUTANTS, HomeRedriveModelTests.MUTANTS).flatMap((mutants) -> mutants.keySet().stream()))
			.containsExactlyInAnyOrder(Rule.values());
	}

	static List<Rule> rules() {
		return MUTANTS.keySet().stream().sorted().toList();
	}

	@ParameterizedTest
	@MethodSource("rules")
	void eachRuleIsNeeded(Rule rule) {
		Verdict verdict = explore("without " + rule, MUTANTS.get(rule).get(), rule);
		assertThat(verdict.outcome()).as(verdict::toString).isEqualTo(Outcome.BROKEN);
	}

	static Verdict explore(String name, RedriveScenario scenario, @Nullable Rule broken) {
		long begin = System.nanoTime();
		Verdict verdict = Explorer.explore(scenario.model(broken));
		System.out.printf("REDRIVE %s: %s, %d ms%n", name, verdict.toString().lines().findFirst().orElse(""),
				(System.nanoTime() - begin) / 1_000_000);
		return verdict;
	}

	private static RedriveScenario lostTail() {
		return RedriveScenario.of("a lost tail", 7_318, 1)
			.writes(1, 1)
			.strike(What.REPLICA_CATCHES_UP)
			.strike(What.FAILS_OVER)
			.staysWarm();
	}

	private static RedriveScenario slowly() {
		return RedriveScenario.of("a lost tail, and answers under way", 80_182, 1)
			.writes(2)
			.strike(What.REPLICA_CATCHES_UP)
			.strike(What.FAILS_OVER)
			.strike(What.DIES, 0)
			.slowly();
	}

	private static RedriveScenario loads() {
		return RedriveScenario.of("a lost tail, most of it read, and a load", 5_306, 1)
			.writes(3)
			.strike(What.REPLICA_CATCHES_UP)
			.strike(What.FAILS_OVER)
			.strike(What.LOADS);
	}

	private static RedriveScenario twoReaders() {
		return RedriveScenario.of("two regions read", 2_270, 2)
			.writes(1)
			.strike(What.REPLICA_CATCHES_UP)
			.strike(What.FAILS_OVER)
			.staysWarm();
	}

	private static RedriveScenario dies() {
		return RedriveScenario.of("a writer dies", 65_033, 1)
			.writes(1, 1)
			.strike(What.REPLICA_CATCHES_UP)
			.strike(What.FAILS_OVER)
			.strike(What.DIES, 1);
	}

	private static RedriveScenario registers() {
		return RedriveScenario.of("a writer registers and dies", 12_676, 1)
			.writes(0)
			.unregistered(1)
			.strike(What.REPLICA_CATCHES_UP)
			.strike(What.FAILS_OVER)
			.strike(What.DIES, 1);
	}

	private static RedriveScenario registersWithTwoReaders() {
		return RedriveScenario.of("two regions read, a writer registers and dies", 2_064, 2)
			.unregistered(1)
			.strike(What.FAILS_OVER)
			.strike(What.DIES, 0);
	}

	private static RedriveScenario pauses() {
		return RedriveScenario.of("a writer pauses and is removed", 16_986, 1)
			.writes(1)
			.strike(What.REPLICA_CATCHES_UP)
			.strike(What.FAILS_OVER)
			.strike(What.PAUSES, 0)
			.strike(What.DIES, 0);
	}

	private static RedriveScenario secondFailover() {
		return RedriveScenario.of("a second fail-over", 49_075, 1)
			.writes(1, 0)
			.strike(What.REPLICA_CATCHES_UP)
			.strike(What.FAILS_OVER)
			.strike(What.FAILS_OVER);
	}

	private static RedriveScenario snapshot() {
		return RedriveScenario.of("a fail-over and an old snapshot", 32_259, 1)
			.unregistered(1)
			.strike(What.REPLICA_CATCHES_UP)
			.strike(What.FAILS_OVER)
			.strike(What.FALLS_BACK_TO_A_SNAPSHOT)
			.strike(What.DIES, 0);
	}

	private static RedriveScenario oldPrimary() {
		return RedriveScenario.of("the old primary comes back", 7_473, 1)
			.writes(2)
			.strike(What.FAILS_OVER)
			.strike(What.OLD_PRIMARY_COMES_BACK)
			.strike(What.DIES, 0);
	}

	private static RedriveScenario linkCut() {
		return RedriveScenario.of("the link is cut", 600, 2)
			.writes(1)
			.strike(What.LINK_CUT, 1)
			.strike(What.FAILS_OVER)
			.staysWarm();
	}

	private static RedriveScenario trimmed() {
		return RedriveScenario.of("the log is trimmed", 22_106, 1)
			.writes(1, 0)
			.strike(What.REPLICA_CATCHES_UP)
			.strike(What.FAILS_OVER)
			.strike(What.LOG_TRIMMED)
			.strike(What.LOADS);
	}

	private static RedriveScenario trimmedAndDies() {
		return RedriveScenario.of("two regions read, the log is trimmed, and a writer dies", 11_421, 2)
			.writes(1)
			.strike(What.FAILS_OVER)
			.strike(What.LOG_TRIMMED)
			.strike(What.DIES, 0);
	}

	private static RedriveScenario impatient() {
		return RedriveScenario.of("readers give up at any time", 43_445, 1)
			.writes(1, 1)
			.strike(What.REPLICA_CATCHES_UP)
			.strike(What.FAILS_OVER)
			.strike(What.LOADS)
			.impatient();
	}

	private static RedriveScenario readerFallsBack() {
		return RedriveScenario.of("a reader falls back as well", 3_028, 1)
			.unregistered(1)
			.strike(What.FAILS_OVER)
			.strike(What.READER_FALLS_BACK)
			.strike(What.LOADS)
			.strike(What.DIES, 0);
	}

	private static RedriveScenario comesBackEmpty() {
		return RedriveScenario.of("the server comes back empty", 2_136, 1)
			.writes(1, 1)
			.strike(What.COMES_BACK_EMPTY)
			.strike(What.LOADS)
			.staysWarm();
	}

	private static RedriveScenario comesBackEmptyAndDies() {
		return RedriveScenario.of("the server comes back empty, and a writer dies", 27_925, 1)
			.writes(1)
			.unregistered(1)
			.strike(What.COMES_BACK_EMPTY, 1)
			.strike(What.DIES, 0)
			.strike(What.LOADS);
	}

	private static RedriveScenario emptyThenOldPrimary() {
		return RedriveScenario.of("the server comes back empty, and then the former one", 26_155, 1)
			.writes(2)
			.strike(What.COMES_BACK_EMPTY)
			.strike(What.OLD_PRIMARY_COMES_BACK)
			.strike(What.LOADS)
			.strike(What.DIES, 0);
	}

	private static RedriveScenario emptyAndReaderFallsBack() {
		return RedriveScenario.of("the server comes back empty, and a reader falls back", 7_858, 1)
			.unregistered(2)
			.strike(What.COMES_BACK_EMPTY)
			.strike(What.READER_FALLS_BACK)
			.strike(What.LOADS)
			.strike(What.DIES, 0);
	}

	private static RedriveScenario emptyTwice() {
		return RedriveScenario.of("the server comes back empty twice", 267_183, 1)
			.writes(1, 1)
			.strike(What.COMES_BACK_EMPTY, 0)
			.strike(What.COMES_BACK_EMPTY, 1)
			.strike(What.DIES, 0);
	}

	private static RedriveScenario joinsAndFailsOver() {
		return RedriveScenario.of("a region is added, and the server fails over", 791_532, 2)
			.unregistered(2)
			.strike(What.REPLICA_CATCHES_UP)
			.strike(What.FAILS_OVER)
			.strike(What.LOADS, 1)
			.strike(What.DIES, 0)
			.joins(1);
	}

	private static RedriveScenario joinsAnEmptyOne() {
		return RedriveScenario.of("a region is added, and the server comes back empty", 8_737, 2)
			.unregistered(1)
			.strike(What.COMES_BACK_EMPTY)
			.strike(What.LOADS, 1)
			.strike(What.DIES, 0)
			.joins(1);
	}

	private static RedriveScenario readerFallsBackTwice() {
		return RedriveScenario.of("a reader falls back between two fail-overs", 22_286, 1)
			.unregistered(1)
			.strike(What.FAILS_OVER)
			.strike(What.FAILS_OVER)
			.strike(What.READER_FALLS_BACK)
			.strike(What.LOADS)
			.strike(What.DIES, 0);
	}

}
