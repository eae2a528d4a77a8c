package io.regioncache.rollout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

import io.regioncache.model.Model;
import io.regioncache.rollout.RolloutDecision.Decision;
import io.regioncache.store.RegionDeployments.Note;
import io.regioncache.store.RegionDeployments.P99;
import io.regioncache.store.RegionInspections.Inspection;

/**
 * Three regions, a stage each, and two pipelines that ask and deploy. One of them reads
 * the regions one after the other, while all else goes on. Processes die, links are cut,
 * and regions forget what they have noted. The decisions are those of
 * {@link RolloutRules}.
 *
 * @param seen what a mutant makes of what a region says
 */
record RolloutModel(UnaryOperator<Says> seen) {

	private static final List<String> REGIONS = List.of("canary", "a", "b");

	private static final RolloutPlan PLAN = new RolloutPlan("canary", Duration.ofMinutes(30),
			List.of(List.of("a"), List.of("b")), Duration.ofMinutes(15));

	private static final int FAULTS = 2;

	Model<World> model() {
		Place old = new Place(Version.OLD, false, Says.OTHER, false);
		return Model.of(new World(List.of(old, old, old), List.of(), FAULTS), this::steps)
			.withFaults(this::faults)
			.always(RolloutModel::wrong)
			.reaches("all is done", (world) -> world.places.stream().allMatch((place) -> place.done))
			.reaches("a region has forgotten",
					(world) -> world.places.stream().anyMatch((place) -> place.done && place.says == Says.NEW));
	}

	/**
	 * A stage goes on from when it is told to go until its region has run the deployment
	 * for long enough.
	 */
	private static String wrong(World world) {
		long under = world.places.stream().filter((place) -> place.told && !place.done).count();
		return (under > 1) ? "two stages at once" : null;
	}

	private void steps(World world, BiConsumer<String, World> next) {
		for (int i = 0; i < REGIONS.size(); i++) {
			int region = i;
			place(world.places.get(i), (label, after) -> next.accept(label + ' ' + region, world.with(region, after)));
		}
		next.accept("asks all", told(world, world.places.stream().map((place) -> place.says).toList()));
		if (world.read.size() < REGIONS.size()) {
			List<Says> read = new ArrayList<>(world.read);
			read.add(world.places.get(read.size()).says);
			next.accept("reads one", new World(world.places, List.copyOf(read), world.faults));
		}
		else {
			next.accept("decides", told(new World(world.places, List.of(), world.faults), world.read));
		}
	}

	private static void place(Place place, BiConsumer<String, Place> next) {
		if (place.told && place.version == Version.OLD) {
			next.accept("deploys some", new Place(Version.BOTH, true, place.says, place.done));
		}
		if (place.version == Version.BOTH) {
			next.accept("deploys all", new Place(Version.NEW, true, place.says, place.done));
		}
		if (place.says == Says.SILENT || place.says == Says.NOTHING) {
			next.accept("reports", new Place(place.version, place.told, said(place.version), place.done));
		}
		else if (place.says != Says.DONE && place.says != said(place.version)) {
			next.accept("reports", new Place(place.version, place.told, said(place.version), place.done));
		}
		if (place.version == Version.NEW && place.says == Says.NEW) {
			next.accept("soaks", new Place(place.version, place.told, Says.DONE, true));
		}
	}

	private static Says said(Version version) {
		return switch (version) {
			case OLD -> Says.OTHER;
			case BOTH -> Says.MIXED;
			case NEW -> Says.NEW;
		};
	}

	private void faults(World world, BiConsumer<String, World> next) {
		if (world.faults == 0) {
			return;
		}
		for (int i = 0; i < REGIONS.size(); i++) {
			Place place = world.places.get(i);
			World after = new World(world.places, world.read, world.faults - 1);
			next.accept("cut off " + i, after.with(i, place.saying(Says.SILENT)));
			next.accept("forgets, or its processes die " + i, after.with(i, place.saying(Says.NOTHING)));
		}
	}

	private World told(World world, List<Says> said) {
		Map<String, Inspection<Map<String, Note>>> answers = new LinkedHashMap<>();
		for (int i = 0; i < REGIONS.size(); i++) {
			answers.put(REGIONS.get(i), this.seen.apply(said.get(i)).answer());
		}
		RolloutDecision decision = RolloutRules.decide(PLAN, "new", answers);
		World after = world;
		if (decision.decision() == Decision.GO) {
			for (String region : decision.regions()) {
				int i = REGIONS.indexOf(region);
				Place place = after.places.get(i);
				after = after.with(i, new Place(place.version, true, place.says, place.done));
			}
		}
		return after;
	}

	/** What runs in a region. */
	enum Version {

		OLD, BOTH, NEW

	}

	/** What a region says, or would say if it could be asked. */
	enum Says {

		OTHER(9999, 0, -1), MIXED(10, 0, 0), NEW(60, 60, 0), DONE(9999, 9999, 0), NOTHING(0, -1, -1), SILENT(0, -1, -1);

		private final int running;

		private final int silent;

		private final int own;

		/**
		 * What is noted.
		 * @param running for how many seconds the deployment runs
		 * @param silent for how many seconds the other was not noted, -1 if never
		 * @param own for how many seconds the deployment was not noted, -1 if never
		 */
		Says(int running, int silent, int own) {
			this.running = running;
			this.silent = silent;
			this.own = own;
		}

		Inspection<Map<String, Note>> answer() {
			if (this == SILENT) {
				return new Inspection<>(null, "cut off");
			}
			Map<String, Note> notes = new LinkedHashMap<>();
			if (this.own >= 0) {
				notes.put("new", note(this.running, this.own));
			}
			if (this.silent >= 0) {
				notes.put("old", note(99_999, this.silent));
			}
			return new Inspection<>(notes, null);
		}

		private static Note note(int running, int silent) {
			return new Note(Duration.ofSeconds(running), Duration.ofSeconds(silent), P99.UNKNOWN, null, null);
		}

	}

	/**
	 * A region.
	 *
	 * @param version what runs there
	 * @param told whether anybody was told to deploy there
	 * @param says what it says
	 * @param done whether it has run the deployment for long enough
	 */
	record Place(Version version, boolean told, Says says, boolean done) {

		Place saying(Says other) {
			return new Place(this.version, this.told, other, this.done);
		}

	}

	/**
	 * A state.
	 *
	 * @param places the regions
	 * @param read what the pipeline has read that reads one region after the other
	 * @param faults how many there may still be
	 */
	record World(List<Place> places, List<Says> read, int faults) {

		World with(int region, Place place) {
			List<Place> all = new ArrayList<>(this.places);
			all.set(region, place);
			return new World(List.copyOf(all), this.read, this.faults);
		}

	}

}
