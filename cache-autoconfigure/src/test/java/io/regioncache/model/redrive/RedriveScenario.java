package io.regioncache.model.redrive;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

import io.regioncache.model.Model;
import io.regioncache.model.redrive.Home.Stored;
import io.regioncache.model.redrive.Reader.Told;
import io.regioncache.model.redrive.Server.Place;
import io.regioncache.model.redrive.World.Strike;
import io.regioncache.model.redrive.World.What;
import io.regioncache.model.redrive.Writer.Status;
import org.jspecify.annotations.Nullable;

/**
 * Who takes part, and what may go wrong.
 *
 * @param states how many states it has
 * @param registered for each writer how often it invalidates; it is registered at first
 * @param unregistered the same of writers that are to register
 * @param warm bits: readers in which nothing may be marked but what was invalidated
 * @param patient whether readers wait for all writers that are up
 * @param slow whether answers take their time
 * @param home whether the region itself is looked at
 * @param joining bits: readers that have never read the log
 */
record RedriveScenario(String name, int states, int readers, List<Integer> registered, List<Integer> unregistered,
		List<Strike> strikes, int warm, boolean patient, boolean slow, Side home, int joining) {

	static RedriveScenario of(String name, int states, int readers) {
		return new RedriveScenario(name, states, readers, List.of(), List.of(), List.of(), 0, true, false,
				Side.UNWATCHED, 0);
	}

	RedriveScenario writes(Integer... todo) {
		return new RedriveScenario(this.name, this.states, this.readers, List.of(todo), this.unregistered, this.strikes,
				this.warm, this.patient, this.slow, this.home, this.joining);
	}

	RedriveScenario unregistered(Integer... todo) {
		return new RedriveScenario(this.name, this.states, this.readers, this.registered, List.of(todo), this.strikes,
				this.warm, this.patient, this.slow, this.home, this.joining);
	}

	RedriveScenario strike(What what, int on) {
		return new RedriveScenario(this.name, this.states, this.readers, this.registered, this.unregistered,
				Server.and(this.strikes, new Strike(what, on)), this.warm, this.patient, this.slow, this.home,
				this.joining);
	}

	RedriveScenario strike(What what) {
		return strike(what, 0);
	}

	RedriveScenario staysWarm() {
		return new RedriveScenario(this.name, this.states, this.readers, this.registered, this.unregistered,
				this.strikes, (1 << this.readers) - 1, this.patient, this.slow, this.home, this.joining);
	}

	RedriveScenario impatient() {
		return new RedriveScenario(this.name, this.states, this.readers, this.registered, this.unregistered,
				this.strikes, this.warm, false, this.slow, this.home, this.joining);
	}

	RedriveScenario slowly() {
		return new RedriveScenario(this.name, this.states, this.readers, this.registered, this.unregistered,
				this.strikes, this.warm, this.patient, true, this.home, this.joining);
	}

	/**
	 * Look at the entries of the region itself as well.
	 */
	RedriveScenario home(Side home) {
		return new RedriveScenario(this.name, this.states, this.readers, this.registered, this.unregistered,
				this.strikes, this.warm, this.patient, this.slow, home, this.joining);
	}

	/**
	 * One of the readers is added meanwhile.
	 */
	RedriveScenario joins(int reader) {
		return new RedriveScenario(this.name, this.states, this.readers, this.registered, this.unregistered,
				this.strikes, this.warm, this.patient, this.slow, this.home, this.joining | 1 << reader);
	}

	Model<World> model(@Nullable Rule broken) {
		RedriveModel model = new RedriveModel(broken, this.patient, this.slow);
		HomeSteps home = new HomeSteps((rule) -> true);
		Model<World> explored = Model.of(start(), model::steps)
			.withFaults(model::faults)
			.always((world) -> model.wrong(world, this.warm))
			.atRest(model::wrongAtRest)
			.reaches("an entry is kept over a new epoch", RedriveScenario::isKept);
		return (this.home != Side.SERVES) ? explored
				: explored.reaches("the region keeps its own entry", (world) -> isKept(world, home));
	}

	private static boolean isKept(World world) {
		Reader reader = world.readers().get(0);
		return world.epochs() > 1 && reader.place().epoch() == world.epochs() - 1 && !reader.awaiting()
				&& reader.entry() == 0 || world.returned().size() == world.database() && world.epochs() > 1;
	}

	private static boolean isKept(World world, HomeSteps home) {
		Stored entry = world.server().home().entry();
		return entry != null && entry.epoch() < world.server().epoch() && home.isServed(world.server());
	}

	private World start() {
		List<Writer> writers = new ArrayList<>();
		for (int todo : this.registered) {
			writers.add(new Writer(todo, 0, writers.size(), 0, true, List.of(), 0, Status.UP));
		}
		for (int todo : this.unregistered) {
			writers.add(new Writer(todo, 0, Writer.NONE, 0, false, List.of(), 0, Status.UP));
		}
		int known = (1 << this.registered.size()) - 1;
		Server server = new Server(0, List.of(), List.of(), known, 0,
				IntStream.range(0, this.readers).mapToObj(this::begin).toList(), Home.BEGIN);
		List<Reader> readers = IntStream.range(0, this.readers).mapToObj((reader) -> reader(reader, known)).toList();
		return new World(server, server, server, server, readers, readers, List.copyOf(writers),
				Collections.nCopies(this.registered.size(), 0), 1, 0, 0, 0, List.of(), this.strikes,
				HomeSide.of(this.home != Side.UNWATCHED, this.home == Side.INVALIDATES_ALONE, this.readers));
	}

	private Place begin(int reader) {
		return Server.has(this.joining, reader) ? Place.NEVER : new Place(0, 0);
	}

	private Reader reader(int reader, int known) {
		boolean joins = Server.has(this.joining, reader);
		Told told = (this.home != Side.UNWATCHED && !joins) ? Told.NOTHING.vouches(1) : Told.NOTHING;
		return new Reader(begin(reader), joins ? 0 : known, false, !joins, joins ? 0 : 1, 0, told, List.of());
	}

	@Override
	public String toString() {
		return this.name;
	}

	/**
	 * What matters of the region that invalidates.
	 */
	enum Side {

		UNWATCHED, SERVES, LOSES, INVALIDATES_ALONE

	}

}
