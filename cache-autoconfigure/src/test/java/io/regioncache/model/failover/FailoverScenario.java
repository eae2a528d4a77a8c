package io.regioncache.model.failover;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import io.regioncache.model.Model;
import io.regioncache.model.failover.Fleet.Former;
import io.regioncache.model.failover.Fleet.Strike;
import io.regioncache.model.failover.Node.Loading;
import io.regioncache.model.failover.Node.Loading.Stage;
import io.regioncache.model.failover.Node.Status;
import io.regioncache.model.failover.Region.Cached;
import io.regioncache.model.failover.Region.Cursor;
import io.regioncache.model.failover.Region.Kind;

/**
 * Who takes part, what may go wrong, and what must happen somewhere.
 */
final class FailoverScenario {

	private final String name;

	private final int states;

	private final List<Writer> writers = new ArrayList<>();

	private final List<Integer> loads = new ArrayList<>();

	private final List<Strike> strikes = new ArrayList<>();

	private int warm;

	private int newEpochs = 1;

	private int regions = 2;

	private boolean hub;

	private final Map<String, Predicate<Fleet>> reaches = new LinkedHashMap<>();

	private Rules rules = Rules.WHOLE;

	private FailoverScenario(String name, int states) {
		this.name = name;
		this.states = states;
	}

	static FailoverScenario of(String name, int states) {
		return new FailoverScenario(name, states);
	}

	FailoverScenario writes(int... todo) {
		for (int each : todo) {
			this.writers.add(new Writer(each, Fleet.A, true, false));
		}
		return this;
	}

	FailoverScenario unregistered(int todo, int home) {
		return writer(new Writer(todo, home, false, false));
	}

	FailoverScenario writer(Writer writer) {
		this.writers.add(writer);
		return this;
	}

	FailoverScenario loads(int home) {
		this.loads.add(home);
		return this;
	}

	FailoverScenario strikes(Strike... strikes) {
		Collections.addAll(this.strikes, strikes);
		return this;
	}

	FailoverScenario among(int regions, boolean hub) {
		this.regions = regions;
		this.hub = hub;
		return this;
	}

	FailoverScenario epochs(int drawn) {
		this.newEpochs = drawn;
		return this;
	}

	/**
	 * Nothing may be marked in these regions but what was invalidated.
	 */
	FailoverScenario staysWarm(String regions) {
		regions.chars().forEach((name) -> this.warm |= 1 << (name - 'A'));
		return this;
	}

	/**
	 * An entry from before the fail-over must be served after it somewhere.
	 */
	FailoverScenario isWarm(String regions) {
		regions.chars()
			.forEach((name) -> this.reaches.put("warm in " + (char) name, (fleet) -> isWarm(fleet, name - 'A')));
		return this;
	}

	private static boolean isWarm(Fleet fleet, int at) {
		Region region = fleet.region(at);
		return fleet.homes().size() > fleet.size() && region.complete() && region.isValid(Rules.WHOLE)
				&& region.entry().lease() == 0 && fleet.strikes().isEmpty();
	}

	FailoverScenario givesUp() {
		this.reaches.put("everything is marked", (fleet) -> fleet.regions()
			.stream()
			.anyMatch((region) -> region.log().stream().anyMatch((record) -> record.kind() == Kind.EVERYTHING)));
		return this;
	}

	FailoverScenario by(Rules rules) {
		this.rules = rules;
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
				drawn = Fleet.nextId(ids, writer.home, this.regions);
				ids = drawn + 1;
				known |= 1 << drawn;
			}
			nodes.add(new Node(writer.home, writer.todo, drawn, 0, writer.registered, writer.home, List.of(), Status.UP,
					writer.slow));
		}
		List<Integer> applied = new ArrayList<>(Collections.nCopies(this.regions, 0));
		applied.addAll(Collections.nCopies(this.newEpochs, Region.NONE));
		List<Region> regions = new ArrayList<>();
		for (int at = 0; at < this.regions; at++) {
			Cached entry = (at != Fleet.A && this.rules.alone()) ? null : new Cached(at, 0, 0);
			regions.add(Region.of(at, List.copyOf(applied), cursors(at), List.of(), known, entry));
		}
		List<Region> begun = List.copyOf(regions);
		return new Fleet(begun, List.copyOf(nodes),
				this.loads.stream().map((home) -> new Loading(home, Stage.IDLE, Loading.NOTHING)).toList(),
				List.copyOf(this.strikes), begun, begun, Collections.nCopies(this.regions, Former.NONE),
				IntStream.range(0, this.regions).boxed().toList(), 0, List.of(), ids, this.rules.alone(), this.hub, 0);
	}

	private List<Cursor> cursors(int at) {
		return IntStream.range(0, this.regions)
			.mapToObj((from) -> (from == at) ? Cursor.NOWHERE : new Cursor(from, 0))
			.toList();
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
	record Writer(int todo, int home, boolean registered, boolean slow) {

	}

}
