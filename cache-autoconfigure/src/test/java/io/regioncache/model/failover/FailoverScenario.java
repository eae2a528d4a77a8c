package io.regioncache.model.failover;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import io.regioncache.model.Model;
import io.regioncache.model.failover.Fleet.Former;
import io.regioncache.model.failover.Fleet.Strike;
import io.regioncache.model.failover.Fleet.What;
import io.regioncache.model.failover.Node.Loading;
import io.regioncache.model.failover.Node.Loading.Stage;
import io.regioncache.model.failover.Node.Status;
import io.regioncache.model.failover.Region.Cached;
import io.regioncache.model.failover.Region.Kind;

/**
 * Who takes part, what may go wrong, and what must happen somewhere.
 */
final class FailoverScenario {

	private static final Strike CATCHES_UP = new Strike(What.REPLICA_CATCHES_UP, Fleet.A);

	private static final Strike FAILS_OVER = new Strike(What.FAILS_OVER, Fleet.A);

	private static final Strike SNAPSHOT = new Strike(What.FALLS_BACK_TO_A_SNAPSHOT, Fleet.A);

	private static final Strike OTHER_SNAPSHOT = new Strike(What.FALLS_BACK_TO_A_SNAPSHOT, Fleet.B);

	private static final Strike EMPTIED = new Strike(What.IS_EMPTIED, Fleet.A);

	private static final Strike COMES_BACK = new Strike(What.OLD_PRIMARY_COMES_BACK, Fleet.A);

	private static final Strike GOES_ON = new Strike(What.OLD_PRIMARY_GOES_ON, Fleet.A);

	private static final Strike CUT = new Strike(What.LINK_CUT, Fleet.A);

	private final String name;

	private final int states;

	private final List<Writer> writers = new ArrayList<>();

	private final List<Integer> loads = new ArrayList<>();

	private final List<Strike> strikes = new ArrayList<>();

	private int warm;

	private int newEpochs = 1;

	private final Map<String, Predicate<Fleet>> reaches = new LinkedHashMap<>();

	private Rules rules = Rules.WHOLE;

	private FailoverScenario(String name, int states) {
		this.name = name;
		this.states = states;
	}

	static List<FailoverScenario> all() {
		return List.of(lostTail(), inFlight(), lostLeases(), lostEpoch(), dies(), registers(), registersLate(),
				secondFailover(), secondAndDeath(), snapshot(), emptied(), emptiedAndDeath(), oldPrimary(), linkCut(),
				paused(), removedOnABranch(), impatient(), otherFallsBack(), bothFallBack(), bothAndDeath(),
				writesElsewhere(), alone());
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
		return of("a restart without data", 23_138).writes(1, 1)
			.loads(Fleet.A)
			.strikes(EMPTIED)
			.staysWarm("B")
			.isWarm("B");
	}

	static FailoverScenario emptiedAndDeath() {
		return of("the same, and all processes die", 84_227).writes(0, 1)
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
		FailoverScenario scenario = of("recovery gives up at any time", 5_520).writes(1, 0)
			.loads(Fleet.A)
			.strikes(CATCHES_UP, FAILS_OVER)
			.givesUp()
			.isWarm("AB");
		scenario.rules = Rules.IMPATIENT;
		return scenario;
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
		FailoverScenario scenario = of("no other region: a replica confirms, and is promoted", 706).writes(1)
			.unregistered(1, Fleet.A)
			.strikes(CATCHES_UP, CATCHES_UP, dies(1), FAILS_OVER)
			.epochs(2);
		scenario.rules = Rules.ALONE;
		return scenario;
	}

	private static FailoverScenario of(String name, int states) {
		return new FailoverScenario(name, states);
	}

	private static Strike dies(int who) {
		return new Strike(What.DIES, who);
	}

	private FailoverScenario writes(int... todo) {
		for (int each : todo) {
			this.writers.add(new Writer(each, Fleet.A, true, false));
		}
		return this;
	}

	private FailoverScenario unregistered(int todo, int home) {
		return writer(new Writer(todo, home, false, false));
	}

	private FailoverScenario writer(Writer writer) {
		this.writers.add(writer);
		return this;
	}

	private FailoverScenario loads(int home) {
		this.loads.add(home);
		return this;
	}

	private FailoverScenario strikes(Strike... strikes) {
		Collections.addAll(this.strikes, strikes);
		return this;
	}

	private FailoverScenario epochs(int drawn) {
		this.newEpochs = drawn;
		return this;
	}

	/**
	 * Nothing may be marked in these regions but what was invalidated.
	 */
	private FailoverScenario staysWarm(String regions) {
		this.warm = (regions.contains("A") ? 1 : 0) | (regions.contains("B") ? 2 : 0);
		return this;
	}

	/**
	 * An entry from before the fail-over must be served after it somewhere.
	 */
	private FailoverScenario isWarm(String regions) {
		for (int at = 0; at < 2; at++) {
			int region = at;
			if (regions.contains(Fleet.name(at))) {
				this.reaches.put("warm in " + Fleet.name(at), (fleet) -> isWarm(fleet, region));
			}
		}
		return this;
	}

	private static boolean isWarm(Fleet fleet, int at) {
		Region region = fleet.region(at);
		return fleet.homes().size() > 2 && region.complete() && region.isValid(Rules.WHOLE)
				&& region.entry().lease() == 0 && fleet.strikes().isEmpty();
	}

	private FailoverScenario givesUp() {
		this.reaches.put("everything is marked", (fleet) -> fleet.regions()
			.stream()
			.anyMatch((region) -> region.log().stream().anyMatch((record) -> record.kind() == Kind.EVERYTHING)));
		return this;
	}

	FailoverScenario without(Rule rule) {
		this.rules = Rules.without(rule);
		return this;
	}

	Model<Fleet> model() {
		FailoverModel model = new FailoverModel(this.rules);
		Model<Fleet> explored = Model.of(start(), model::steps)
			.withFaults(model::faults)
			.always((fleet) -> model.wrong(fleet, this.warm))
			.atRest(model::wrongAtRest);
		for (Map.Entry<String, Predicate<Fleet>> what : this.reaches.entrySet()) {
			explored = explored.reaches(what.getKey(), what.getValue());
		}
		return explored;
	}

	private Fleet start() {
		List<Node> nodes = new ArrayList<>();
		int ids = 0;
		int known = 0;
		for (Writer writer : this.writers) {
			int drawn = Region.NONE;
			if (writer.registered) {
				drawn = ids + (ids + writer.home) % 2;
				ids = drawn + 1;
				known |= 1 << drawn;
			}
			nodes.add(new Node(writer.home, writer.todo, drawn, 0, writer.registered, writer.home, List.of(), Status.UP,
					writer.slow));
		}
		List<Integer> applied = new ArrayList<>(List.of(0, 0));
		for (int i = 0; i < this.newEpochs; i++) {
			applied.add(Region.NONE);
		}
		List<Region> regions = new ArrayList<>();
		for (int at = 0; at < 2; at++) {
			Cached entry = (at == Fleet.B && this.rules.alone()) ? null : new Cached(at, 0, 0);
			regions.add(Region.of(at, List.copyOf(applied), 1 - at, List.of(), known, entry));
		}
		List<Region> begun = List.copyOf(regions);
		return new Fleet(begun, List.copyOf(nodes),
				this.loads.stream().map((home) -> new Loading(home, Stage.IDLE, Loading.NOTHING)).toList(),
				List.copyOf(this.strikes), begun, begun, List.of(Former.NONE, Former.NONE), List.of(Fleet.A, Fleet.B),
				0, List.of(), ids, this.rules.alone(), 0);
	}

	/**
	 * How many states it has.
	 */
	int states() {
		return this.states;
	}

	@Override
	public String toString() {
		return this.name;
	}

	/**
	 * A process.
	 *
	 * @param todo how often it invalidates
	 */
	private record Writer(int todo, int home, boolean registered, boolean slow) {

	}

}
