package io.regioncache.model.warming;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

import io.regioncache.model.Model;
import io.regioncache.model.warming.Region.Entry;
import io.regioncache.model.warming.Region.Rec;
import org.jspecify.annotations.Nullable;

/**
 * A home region that copies an entry from a neighbor, while versions are committed and
 * invalidated in each of three regions, and two of them lose what they have.
 *
 * @param committed the newest version
 * @param due how many of its invalidations are still to be sent: at most one
 * @param home the region that copies
 * @param neighbor the region that it copies from
 * @param third a region that only invalidates
 * @param copy what was read so far
 * @param load a load at the neighbor
 * @param left how often each may still happen
 */
record Warming(int committed, int due, Region home, Region neighbor, Region third, Copy copy, Load load,
		SortedMap<String, Integer> left) {

	private static final int HOME = 1;

	private static final int NEIGHBOR = 2;

	private static final int THIRD = 3;

	/**
	 * All regions know each other, and the neighbor has the entry.
	 */
	static Warming begin(Map<String, Integer> left) {
		Region home = Region.begin(HOME, 0, null);
		Region neighbor = Region.begin(NEIGHBOR, 0, new Entry(NEIGHBOR, 0, 0));
		Region third = Region.begin(THIRD, 0, null);
		return new Warming(0, 0, home.knowing(neighbor, NEIGHBOR).knowing(third, THIRD),
				neighbor.knowing(home, HOME).knowing(third, THIRD), third, Copy.NONE, Load.NONE, new TreeMap<>(left));
	}

	Model<Warming> model(Set<Rule> broken) {
		return Model.of(this, (state, next) -> state.steps(broken, next))
			.withFaults((state, next) -> state.faults(next))
			.always(Warming::wrong)
			.reaches("an entry that was copied is served",
					(state) -> state.copy.stage == Stage.DONE && state.home.served() >= 0)
			.reaches("an entry that was copied is refused", (state) -> state.copy.stage == Stage.REFUSED);
	}

	private @Nullable String wrong() {
		for (Region region : new Region[] { this.home, this.neighbor }) {
			int served = region.served();
			if (served >= 0 && served < region.required()) {
				return "the region of epoch %d serves version %d, and has marked version %d".formatted(region.epoch(),
						served, region.required());
			}
		}
		return null;
	}

	private void steps(Set<Rule> broken, BiConsumer<String, Warming> next) {
		boolean marks = !broken.contains(Rule.UNKNOWN_EPOCH_MARKS_EVERYTHING);
		copy(broken, next);
		load(next);
		if (this.due > 0) {
			next.accept("home invalidates", home(issue(this.home, true)).invalidated());
			next.accept("the neighbor invalidates", neighbor(issue(this.neighbor, true)).invalidated());
			if (may("third")) {
				next.accept("the third invalidates", spend("third").third(issue(this.third, true)).invalidated());
			}
		}
		if (this.home.mayRead(NEIGHBOR, this.neighbor)) {
			next.accept("home reads the neighbor", home(this.home.read(NEIGHBOR, this.neighbor, marks)));
		}
		if (this.home.mayRead(THIRD, this.third)) {
			next.accept("home reads the third", home(this.home.read(THIRD, this.third, marks)));
		}
		if (this.neighbor.mayRead(HOME, this.home)) {
			next.accept("the neighbor reads home", neighbor(this.neighbor.read(HOME, this.home, marks)));
		}
		if (this.neighbor.mayRead(THIRD, this.third)) {
			next.accept("the neighbor reads the third", neighbor(this.neighbor.read(THIRD, this.third, marks)));
		}
	}

	private void faults(BiConsumer<String, Warming> next) {
		if (may("commit") && this.due == 0) {
			next.accept("a version is committed", new Warming(this.committed + 1, 1, this.home, this.neighbor,
					this.third, this.copy, this.load, less("commit")));
		}
		if (may("other")) {
			Warming after = spend("other");
			next.accept("home invalidates another key", after.home(issue(this.home, false)));
			next.accept("the third invalidates another key", after.third(issue(this.third, false)));
		}
		if (may("home")) {
			next.accept("home loses everything",
					spend("home").home(Region.begin(this.home.epoch() + 10, this.home.required(), null)));
		}
		if (may("neighbor")) {
			Region lost = Region.begin(this.neighbor.epoch() + 10, this.neighbor.required(), this.neighbor.entry());
			next.accept("the neighbor loses its metadata", spend("neighbor").neighbor(lost));
		}
		if (may("trim") && this.home.log().size() > this.home.trimmed()) {
			next.accept("the log of home is trimmed", spend("trim").home(this.home.trim()));
		}
	}

	/**
	 * The steps of a copy: the version vector, the entry, the markers at the neighbor,
	 * then the comparison that gives the lease, and the entry is stored.
	 */
	private void copy(Set<Rule> broken, BiConsumer<String, Warming> next) {
		boolean late = broken.contains(Rule.VECTOR_BEFORE_MARKERS);
		switch (this.copy.stage) {
			case BEGIN ->
				next.accept("copy: reads the vector", copy(this.copy.to(Stage.ENTRY).vector(this.neighbor.applied())));
			case ENTRY -> {
				Entry entry = this.neighbor.entry();
				next.accept("copy: reads the entry",
						copy((entry != null) ? this.copy.to(Stage.MARKERS).entry(entry) : this.copy.to(Stage.REFUSED)));
			}
			case MARKERS -> next.accept("copy: judges the entry", copy(isJudged(broken)
					? this.copy.to(late ? Stage.LATE_VECTOR : Stage.COMPARE) : this.copy.to(Stage.REFUSED)));
			case LATE_VECTOR -> next.accept("copy: reads the vector",
					copy(this.copy.to(Stage.COMPARE).vector(this.neighbor.applied())));
			case COMPARE -> next.accept("copy: compares at home",
					copy(this.home.admits(this.copy.vector, broken)
							? this.copy.to(Stage.STORE).lease(this.home.epoch(), this.home.clock())
							: this.copy.to(Stage.REFUSED)));
			case STORE -> {
				int epoch = broken.contains(Rule.EPOCH_WITH_THE_LEASE) ? this.home.epoch() : this.copy.epoch;
				int lease = broken.contains(Rule.LEASE_WITH_THE_COMPARISON) ? this.home.clock() : this.copy.lease;
				Entry copied = new Entry(epoch, lease, this.copy.source().version());
				next.accept("copy: stores", home(this.home.store(copied)).copy(this.copy.to(Stage.DONE)));
			}
			case DONE, REFUSED -> {
				// Over
			}
		}
	}

	private boolean isJudged(Set<Rule> broken) {
		Entry entry = this.copy.source();
		if (broken.contains(Rule.JUDGED_AT_THE_NEIGHBOR)) {
			return true;
		}
		return (broken.contains(Rule.EPOCH_AT_THE_NEIGHBOR) || entry.epoch() == this.neighbor.epoch())
				&& entry.lease() >= this.neighbor.marker();
	}

	private void load(BiConsumer<String, Warming> next) {
		switch (this.load.stage) {
			case BEGIN -> {
				if (may("load")) {
					next.accept("load: takes a lease",
							spend("load").load(new Load(Stage.ENTRY, this.neighbor.epoch(), this.neighbor.clock(), 0)));
				}
			}
			case ENTRY -> next.accept("load: reads the origin",
					load(new Load(Stage.STORE, this.load.epoch, this.load.lease, this.committed)));
			case STORE -> next.accept("load: stores",
					neighbor(this.neighbor.store(new Entry(this.load.epoch, this.load.lease, this.load.version)))
						.load(Load.NONE));
			default -> throw new IllegalStateException();
		}
	}

	private Region issue(Region region, boolean covers) {
		int sequence = region.applied().get(region.epoch()) + 1;
		return region.mark(Rec.of(region.epoch(), sequence, covers, this.committed));
	}

	private boolean may(String what) {
		return this.left.getOrDefault(what, 0) > 0;
	}

	private SortedMap<String, Integer> less(String what) {
		Map<String, Integer> less = new HashMap<>(this.left);
		less.merge(what, -1, Integer::sum);
		return new TreeMap<>(less);
	}

	private Warming spend(String what) {
		return new Warming(this.committed, this.due, this.home, this.neighbor, this.third, this.copy, this.load,
				less(what));
	}

	private Warming invalidated() {
		return new Warming(this.committed, 0, this.home, this.neighbor, this.third, this.copy, this.load, this.left);
	}

	private Warming home(Region changed) {
		return new Warming(this.committed, this.due, changed, this.neighbor, this.third, this.copy, this.load,
				this.left);
	}

	private Warming neighbor(Region changed) {
		return new Warming(this.committed, this.due, this.home, changed, this.third, this.copy, this.load, this.left);
	}

	private Warming third(Region changed) {
		return new Warming(this.committed, this.due, this.home, this.neighbor, changed, this.copy, this.load,
				this.left);
	}

	private Warming copy(Copy changed) {
		return new Warming(this.committed, this.due, this.home, this.neighbor, this.third, changed, this.load,
				this.left);
	}

	private Warming load(Load changed) {
		return new Warming(this.committed, this.due, this.home, this.neighbor, this.third, this.copy, changed,
				this.left);
	}

	private enum Stage {

		BEGIN, ENTRY, MARKERS, LATE_VECTOR, COMPARE, STORE, DONE, REFUSED

	}

	/**
	 * A load that may be slow.
	 */
	private record Load(Stage stage, int epoch, int lease, int version) {

		static final Load NONE = new Load(Stage.BEGIN, 0, 0, 0);

	}

	/**
	 * What the process that copies has read so far.
	 */
	private record Copy(Stage stage, SortedMap<Integer, Integer> vector, @Nullable Entry entry, int epoch, int lease) {

		static final Copy NONE = new Copy(Stage.BEGIN, new TreeMap<>(), null, 0, 0);

		Copy to(Stage next) {
			// What is not needed any more would only multiply the states
			boolean over = next == Stage.DONE || next == Stage.REFUSED;
			return over ? new Copy(next, new TreeMap<>(), null, 0, 0)
					: new Copy(next, this.vector, this.entry, this.epoch, this.lease);
		}

		Copy vector(SortedMap<Integer, Integer> read) {
			return new Copy(this.stage, read, this.entry, this.epoch, this.lease);
		}

		Copy entry(Entry read) {
			return new Copy(this.stage, this.vector, read, this.epoch, this.lease);
		}

		Copy lease(int ofEpoch, int number) {
			return new Copy(this.stage, new TreeMap<>(), this.entry, ofEpoch, number);
		}

		Entry source() {
			return Objects.requireNonNull(this.entry);
		}

	}

}
