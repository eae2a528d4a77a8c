package io.regioncache.model.websession;

import java.util.Map;
import java.util.Set;

import io.regioncache.model.Explorer;
import io.regioncache.model.Verdict;
import io.regioncache.model.Verdict.Outcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Explores sessions in three regions: none is accepted once it is revoked, and none that
 * lives is lost, once with all rules kept and once for each broken one.
 */
class WebSessionModelTests {

	@ParameterizedTest
	@EnumSource
	void sessionsSurviveAndRevokedOnesDoNot(Scenario scenario) {
		Verdict verdict = Explorer.explore(WebSessions.begin(scenario.left).model(Set.of()));
		System.out.println("WEB SESSIONS " + scenario + " " + verdict);
		assertThat(verdict.outcome()).as(verdict::toString).isEqualTo(Outcome.HOLDS);
	}

	@ParameterizedTest
	@CsvSource({ "CHANGED, ARRIVALS_ARE_MERGED", "EMPTIED, WHOLE_SESSION_SHIPS", "EMPTIED, OTHERS_ARE_ASKED_ON_A_MISS",
			"TAIL_LOST, COMPLETE_BEFORE_ACCEPTING", "TAIL_LOST, REVOKED_AGAIN", "PROCESS_DEAD, EVERY_REGION_IS_ASKED",
			"TRIMMED, TRANSFER_BRINGS_REVOCATIONS", "TAIL_LOST, HEEDED_IN_ANY_EPOCH", "CUT_OFF, KEPT_UNTIL_READ",
			"CUT_OFF, JUDGED_AT_HOME", "LOGGED_IN_AGAIN, CARRIES_WHAT_IT_CAME_AFTER" })
	void isBrokenWithout(Scenario scenario, Rule rule) {
		Verdict verdict = Explorer.explore(WebSessions.begin(scenario.left).model(Set.of(rule)));
		System.out.println(rule + " " + verdict);
		assertThat(verdict.outcome()).as(verdict::toString).isEqualTo(Outcome.BROKEN);
	}

	enum Scenario {

		/** Two requests in two regions change a session, one of which is cut off. */
		CHANGED(Map.of("change0", 1, "change1", 1, "isolate", 1)),

		/** A region comes back empty, while the session is changed. */
		EMPTIED(Map.of("change0", 1, "empty", 1)),

		/** A region that has revoked, or applied it, loses its tail. */
		TAIL_LOST(Map.of("one", 1, "lose", 1, "change1", 1)),

		/** A region comes back empty, and a session was destroyed. */
		REVOKED_AND_EMPTIED(Map.of("one", 1, "empty", 1, "isolate", 1)),

		/** The process that has revoked dies, and its region loses its tail. */
		PROCESS_DEAD(Map.of("one", 1, "lose", 1, "die", 1, "isolate", 1)),

		/** A region is cut off for so long that logs are trimmed. */
		TRIMMED(Map.of("one", 1, "isolate", 1, "trim", 1)),

		/** A region is cut off for longer than any session lives. */
		CUT_OFF(Map.of("one", 1, "isolate", 1, "forget", 3, "change1", 1)),

		/** All are destroyed, the user logs in again, and a region loses its tail. */
		LOGGED_IN_AGAIN(Map.of("all", 1, "login", 1, "lose", 1)),

		/** The same, and a log is trimmed. */
		LOGGED_IN_AGAIN_AND_TRIMMED(Map.of("all", 1, "login", 1, "trim", 1, "isolate", 1));

		private final Map<String, Integer> left;

		Scenario(Map<String, Integer> left) {
			this.left = left;
		}

	}

}
