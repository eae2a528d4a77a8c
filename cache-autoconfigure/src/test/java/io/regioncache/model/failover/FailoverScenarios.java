package io.regioncache.model.failover;

import java.util.List;

import io.regioncache.model.failover.Fleet.Strike;
import io.regioncache.model.failover.Fleet.What;
import io.regioncache.model.failover.FailoverScenario.Writer;

import static io.regioncache.model.failover.FailoverScenario.of;

/**
 * The scenarios, each with the number of its states.
 */
final class FailoverScenarios {

	private static final Strike CATCHES_UP = new Strike(What.REPLICA_CATCHES_UP, Fleet.A);

	private static final Strike FAILS_OVER = new Strike(What.FAILS_OVER, Fleet.A);

	private static final Strike SNAPSHOT = new Strike(What.FALLS_BACK_TO_A_SNAPSHOT, Fleet.A);

	private static final Strike OTHER_SNAPSHOT = new Strike(What.FALLS_BACK_TO_A_SNAPSHOT, Fleet.B);

	private static final Strike EMPTIED = new Strike(What.IS_EMPTIED, Fleet.A);

	private static final Strike COMES_BACK = new Strike(What.OLD_PRIMARY_COMES_BACK, Fleet.A);

	private static final Strike GOES_ON = new Strike(What.OLD_PRIMARY_GOES_ON, Fleet.A);

	private static final Strike CUT = new Strike(What.LINK_CUT, Fleet.A);

	private FailoverScenarios() {
	}

	static List<FailoverScenario> all() {
		return List.of(lostTail(), inFlight(), lostLeases(), lostEpoch(), dies(), registers(), registersLate(),
				secondFailover(), secondAndDeath(), snapshot(), emptied(), emptiedAndDeath(), oldPrimary(), linkCut(),
				paused(), removedOnABranch(), impatient(), otherFallsBack(), bothFallBack(), bothAndDeath(),
				writesElsewhere(), alone(), three(), threeAndDeath(), threeAndLoad(), threeLinkCut(), regionEmptied(),
				hubAndSpokeFallBack(), hubEmptied(), bothSpokesFallBack(), hubFallsBack(), spokeFallsBack(), trimmed(),
				trimmedElsewhere(), trimmedAndDeath(), trimmedAmongThree());
	}

	/**
	 * Checked to be what they are: no other region, and a server that falls back to a
	 * snapshot; and an old primary that nobody fences.
	 */
	static List<FailoverScenario> limits() {
		return List.of(alone().strikes(SNAPSHOT).epochs(2),
				of("an old primary that nobody fences", 0).writes(0, 1).loads(Fleet.A).strikes(FAILS_OVER, GOES_ON));
	}

	static FailoverScenario lostTail() {
		return of("a lost tail, two writers, a load", 16_829).writes(1, 1)
			.loads(Fleet.A)
			.strikes(CATCHES_UP, FAILS_OVER)
			.staysWarm("AB")
			.isWarm("AB");
	}

	static FailoverScenario inFlight() {
		return of("a lost tail, an answer and a load under way", 4_369).writer(new Writer(1, Fleet.A, true, true))
			.writes(0)
			.loads(Fleet.A)
			.strikes(CATCHES_UP, FAILS_OVER)
			.staysWarm("AB")
			.isWarm("AB");
	}

	static FailoverScenario lostLeases() {
		return of("leases of the lost tail", 6_229).writes(3)
			.loads(Fleet.A)
			.strikes(FAILS_OVER)
			.staysWarm("AB")
			.isWarm("AB");
	}

	static FailoverScenario lostEpoch() {
		return of("leases of a lost epoch", 158_006).writes(2)
			.loads(Fleet.A)
			.strikes(FAILS_OVER, SNAPSHOT)
			.epochs(2)
			.staysWarm("AB")
			.isWarm("AB");
	}

	static FailoverScenario dies() {
		return of("a process dies with its server", 10_874).writes(0, 1)
			.loads(Fleet.A)
			.strikes(CATCHES_UP, FAILS_OVER, dies(1))
			.givesUp()
			.isWarm("AB");
	}

	static FailoverScenario registers() {
		return of("a process registers in the lost tail, and dies", 4_524).writes(0)
			.unregistered(1, Fleet.A)
			.strikes(CATCHES_UP, FAILS_OVER, dies(1))
			.givesUp();
	}

	static FailoverScenario registersLate() {
		return of("a process registers in the lost tail, and lives", 8_212).writes(1)
			.unregistered(1, Fleet.A)
			.strikes(CATCHES_UP, FAILS_OVER)
			.staysWarm("AB")
			.isWarm("AB");
	}

	static FailoverScenario secondFailover() {
		return of("a second fail-over during recovery", 108_987).writes(1, 0)
			.strikes(CATCHES_UP, FAILS_OVER, FAILS_OVER)
			.epochs(2)
			.staysWarm("AB")
			.isWarm("AB");
	}

	static FailoverScenario secondAndDeath() {
		return of("the same, and a process dies", 30_526).writes(1)
			.strikes(CATCHES_UP, FAILS_OVER, FAILS_OVER, dies(0))
			.epochs(2)
			.isWarm("AB");
	}

	static FailoverScenario snapshot() {
		return of("a fail-over, then a restart from an old snapshot", 53_448).writes(1)
			.loads(Fleet.A)
			.strikes(CATCHES_UP, FAILS_OVER, SNAPSHOT)
			.epochs(2)
			.staysWarm("AB")
			.isWarm("AB");
	}

	static FailoverScenario emptied() {
		return of("a restart without data", 24_974).writes(1, 1)
			.loads(Fleet.A)
			.strikes(EMPTIED)
			.staysWarm("B")
			.isWarm("B");
	}

	static FailoverScenario emptiedAndDeath() {
		return of("the same, and all processes die", 86_955).writes(0, 1)
			.loads(Fleet.A)
			.strikes(EMPTIED, dies(0), dies(1))
			.givesUp();
	}

	static FailoverScenario oldPrimary() {
		return of("the old primary comes back, those who know its successor first", 17_620).writes(1)
			.loads(Fleet.A)
			.strikes(FAILS_OVER, COMES_BACK)
			.epochs(2)
			.staysWarm("AB")
			.isWarm("AB");
	}

	static FailoverScenario linkCut() {
		return of("the link between the regions is cut", 15_803).writes(1, 0)
			.loads(Fleet.A)
			.strikes(CATCHES_UP, FAILS_OVER, CUT)
			.givesUp()
			.isWarm("AB");
	}

	static FailoverScenario paused() {
		return of("a process pauses, is removed, redrives late", 33_010).writes(0, 2)
			.strikes(CATCHES_UP, FAILS_OVER, new Strike(What.PAUSES, 1))
			.givesUp()
			.isWarm("AB");
	}

	static FailoverScenario removedOnABranch() {
		return of("a process pauses, its removal is lost, and comes back", 58_883).writes(1)
			.strikes(SNAPSHOT, COMES_BACK, new Strike(What.PAUSES, 0))
			.epochs(2)
			.givesUp();
	}

	static FailoverScenario impatient() {
		return of("recovery gives up at any time", 5_520).writes(1, 0)
			.loads(Fleet.A)
			.strikes(CATCHES_UP, FAILS_OVER)
			.givesUp()
			.isWarm("AB")
			.by(Rules.IMPATIENT);
	}

	static FailoverScenario otherFallsBack() {
		return of("the other region falls back", 4_212).writes(1, 1)
			.loads(Fleet.B)
			.strikes(new Strike(What.REPLICA_CATCHES_UP, Fleet.B), new Strike(What.FAILS_OVER, Fleet.B))
			.staysWarm("AB")
			.isWarm("AB");
	}

	static FailoverScenario bothFallBack() {
		return of("both regions fall back", 48_039).writes(1)
			.loads(Fleet.B)
			.strikes(SNAPSHOT, OTHER_SNAPSHOT)
			.epochs(2)
			.givesUp();
	}

	static FailoverScenario bothAndDeath() {
		return of("both fall back, a process registers, and dies", 133_375).unregistered(1, Fleet.A)
			.strikes(SNAPSHOT, OTHER_SNAPSHOT, dies(0))
			.epochs(2)
			.givesUp();
	}

	static FailoverScenario writesElsewhere() {
		return of("the lost tail had invalidations of the other region", 961).writes(0)
			.writer(new Writer(1, Fleet.B, true, false))
			.loads(Fleet.A)
			.strikes(CATCHES_UP, FAILS_OVER)
			.staysWarm("AB")
			.isWarm("AB");
	}

	static FailoverScenario alone() {
		return of("no other region: a replica confirms, and is promoted", 706).writes(1)
			.unregistered(1, Fleet.A)
			.strikes(CATCHES_UP, CATCHES_UP, dies(1), FAILS_OVER)
			.epochs(2)
			.by(Rules.ALONE);
	}

	static FailoverScenario three() {
		return of("three regions: a lost tail", 1_171).among(3, false)
			.writes(1)
			.strikes(CATCHES_UP, FAILS_OVER)
			.staysWarm("ABC")
			.isWarm("ABC");
	}

	static FailoverScenario threeAndDeath() {
		return of("three regions: a process dies with its server", 12_317).among(3, false)
			.writes(1)
			.strikes(CATCHES_UP, FAILS_OVER, dies(0))
			.givesUp()
			.isWarm("ABC");
	}

	static FailoverScenario threeAndLoad() {
		return of("three regions: a lost tail, a load", 9_256).among(3, false)
			.writes(1)
			.loads(Fleet.A)
			.strikes(CATCHES_UP, FAILS_OVER)
			.staysWarm("ABC")
			.isWarm("ABC");
	}

	static FailoverScenario threeLinkCut() {
		return of("three regions: the link to one of them is cut", 16_132).among(3, false)
			.writes(1)
			.strikes(CATCHES_UP, FAILS_OVER, CUT)
			.givesUp()
			.isWarm("ABC");
	}

	static FailoverScenario regionEmptied() {
		return of("three regions: one comes without data, as if it were new", 2_553).among(3, false)
			.writes(1)
			.strikes(new Strike(What.IS_EMPTIED, Fleet.C))
			.staysWarm("AB");
	}

	static FailoverScenario hubAndSpokeFallBack() {
		return of("a hub and a spoke fall back", 91_970).among(3, true)
			.writes(1)
			.strikes(SNAPSHOT, OTHER_SNAPSHOT)
			.epochs(2)
			.givesUp();
	}

	static FailoverScenario hubEmptied() {
		return of("a hub restarts without data", 662).among(3, true)
			.writes(1)
			.strikes(new Strike(What.IS_EMPTIED, Fleet.B))
			.staysWarm("AC");
	}

	static FailoverScenario bothSpokesFallBack() {
		return of("two spokes fall back", 76_472).among(3, true)
			.writes(1)
			.strikes(SNAPSHOT, new Strike(What.FALLS_BACK_TO_A_SNAPSHOT, Fleet.C))
			.epochs(2);
	}

	static FailoverScenario hubFallsBack() {
		return of("a hub falls back", 182).among(3, true)
			.writes(1)
			.strikes(new Strike(What.REPLICA_CATCHES_UP, Fleet.B), new Strike(What.FAILS_OVER, Fleet.B))
			.staysWarm("ABC")
			.isWarm("ABC");
	}

	static FailoverScenario spokeFallsBack() {
		return of("a spoke falls back", 215).among(3, true)
			.writes(1)
			.strikes(CATCHES_UP, FAILS_OVER)
			.staysWarm("ABC")
			.isWarm("ABC");
	}

	static FailoverScenario trimmed() {
		return of("the log is trimmed", 2_894).writes(1, 0)
			.strikes(CATCHES_UP, FAILS_OVER, new Strike(What.LOG_TRIMMED, Fleet.A))
			.staysWarm("AB")
			.isWarm("AB");
	}

	static FailoverScenario trimmedElsewhere() {
		return of("the log of the other region is trimmed", 1_178).writes(1, 0)
			.strikes(CATCHES_UP, FAILS_OVER, new Strike(What.LOG_TRIMMED, Fleet.B))
			.staysWarm("AB")
			.isWarm("AB");
	}

	static FailoverScenario trimmedAndDeath() {
		return of("the log is trimmed, and a process dies", 19_974).writes(0, 1)
			.strikes(CATCHES_UP, FAILS_OVER, new Strike(What.LOG_TRIMMED, Fleet.A), dies(1))
			.givesUp()
			.isWarm("AB");
	}

	static FailoverScenario trimmedAmongThree() {
		return of("three regions: the log is trimmed", 31_822).among(3, false)
			.writes(1)
			.strikes(CATCHES_UP, FAILS_OVER, new Strike(What.LOG_TRIMMED, Fleet.A))
			.staysWarm("ABC")
			.isWarm("ABC");
	}

	private static Strike dies(int who) {
		return new Strike(What.DIES, who);
	}

}
