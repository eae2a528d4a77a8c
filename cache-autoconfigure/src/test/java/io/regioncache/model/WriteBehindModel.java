package io.regioncache.model;

import java.util.Set;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

/**
 * One key whose puts are written to a database later, by two writers of which any may
 * crash or be slow at every step, and read by a reader of the region or of another one.
 * Changes are numbered in the order in which they are acknowledged.
 *
 * @param broken the rules that are not kept
 * @param puts how many changes there are
 * @param poison the number of the change that the database refuses, 0 for none
 * @param reading where the reader is: 0 in the region, 1 in another
 */
record WriteBehindModel(Set<Rule> broken, int puts, int poison, int reading) {

	private static final int HOME = 0;

	Model<State> model() {
		return Model.of(State.START, this::steps)
			.withFaults(this::faults)
			.always(State::broken)
			.atRest(this::wrongAtRest)
			.reaches("a change is written", (state) -> state.database > 0)
			.reaches("a newer change waits while an older one is written",
					(state) -> state.writers.has(Phase.TOOK, state.pending));
	}

	private boolean keeps(Rule rule) {
		return !this.broken.contains(rule);
	}

	private @Nullable String wrongAtRest(State state) {
		if (state.parked) {
			return (state.pending == this.poison && state.pending == state.acknowledged) ? null
					: "a change that can be written is parked";
		}
		return (state.pending == 0 && state.database == state.acknowledged) ? null : "a change is lost";
	}

	private void steps(State state, BiConsumer<String, State> next) {
		if (state.unappended > 0) {
			next.accept("append", append(state, state.unappended).unappended(0));
		}
		else if (state.acknowledged < this.puts) {
			put(state, state.acknowledged + 1, next);
		}
		for (int i = 0; i < 2; i++) {
			write(state, i, next);
		}
		read(state, this.reading, next);
		if (this.reading != HOME && state.other.marker < state.home.marker) {
			next.accept("the marker arrives", state.with(1, state.other.marked(state.home.marker, Entry.NONE)));
		}
	}

	private void put(State state, int change, BiConsumer<String, State> next) {
		Region home = state.home;
		State put = state.acknowledged(change).with(HOME, home.marked(change, new Entry(change, change)));
		next.accept("put", keeps(Rule.APPENDED_WITH_THE_PUT) ? append(put, change) : put.unappended(change));
	}

	private State append(State state, int change) {
		boolean listed = state.pending > 0 && (!state.parked || !keeps(Rule.A_PUT_ENDS_PARKING));
		return state.pending(change, state.parked && !keeps(Rule.A_PUT_ENDS_PARKING))
			.records(state.queued + (listed ? 0 : 1), state.orphans);
	}

	private void write(State state, int i, BiConsumer<String, State> next) {
		Writer writer = state.writers.of(i);
		switch (writer.phase) {
			case IDLE -> take(state, i, next);
			case TOOK -> {
				boolean refused = writer.change == this.poison;
				boolean applies = !refused && (writer.change > state.database || !keeps(Rule.THE_SEQUENCE_DECIDES));
				State after = applies ? state.database(writer.change) : state;
				next.accept("write",
						after.writer(i, new Writer(refused ? Phase.REFUSED : Phase.WROTE, writer.change, writer.held)));
			}
			case WROTE -> next.accept("done", done(state, i, writer));
			case REFUSED -> next.accept("park", park(state, i, writer));
		}
	}

	private void take(State state, int i, BiConsumer<String, State> next) {
		Writer other = state.writers.of(1 - i);
		if (state.queued > 0) {
			next.accept("take", taken(state.records(state.queued - 1, state.orphans), i));
		}
		if (!keeps(Rule.OTHERS_RECLAIM)) {
			return;
		}
		if (state.orphans > 0) {
			next.accept("reclaim from the dead", taken(state.records(state.queued, state.orphans - 1), i));
		}
		if (other.held) {
			next.accept("reclaim from the slow",
					taken(state.writer(1 - i, new Writer(other.phase, other.change, false)), i));
		}
	}

	private State taken(State state, int i) {
		if (state.pending == 0 || state.parked) {
			return state;
		}
		State after = keeps(Rule.KEPT_UNTIL_WRITTEN) ? state : state.pending(0, false);
		return after.writer(i, new Writer(Phase.TOOK, state.pending, keeps(Rule.KEPT_UNTIL_WRITTEN)));
	}

	private State done(State state, int i, Writer writer) {
		State idle = state.writer(i, Writer.IDLE);
		if (state.pending <= writer.change || !keeps(Rule.THE_NEWER_STAYS)) {
			return idle.pending(0, false);
		}
		return again(idle, writer);
	}

	private State again(State idle, Writer writer) {
		return (writer.held && !idle.parked && keeps(Rule.THE_NEWER_IS_QUEUED))
				? idle.records(idle.queued + 1, idle.orphans) : idle;
	}

	private State park(State state, int i, Writer writer) {
		State idle = state.writer(i, Writer.IDLE);
		if (state.pending == writer.change || (!keeps(Rule.ONLY_WHAT_FAILED_IS_PARKED) && state.pending > 0)) {
			return idle.pending(state.pending, true);
		}
		return (state.pending > 0) ? again(idle, writer) : idle;
	}

	private void read(State state, int i, BiConsumer<String, State> next) {
		Region region = state.region(i);
		Reader reader = region.reader;
		switch (reader.phase) {
			case IDLE -> {
				if (keeps(Rule.ASKED_UNDER_THE_LEASE) || region.entry.isValid(region.marker)) {
					look(state, i, next);
				}
				else {
					next.accept("ask early", asked(state, i, new Reader(Step.ASK, region.marker, 0, 0, false)));
				}
			}
			case ASK -> next.accept("ask", asked(state, i, reader));
			case LEASE -> next.accept("lease late", state.with(i, region.reads(reader.at(Step.LOAD, region.marker))));
			case LOAD -> next.accept("load", stores(state, i, reader.value(state.database)));
			case STORE -> next.accept("store", stored(state, i, reader));
		}
	}

	private void look(State state, int i, BiConsumer<String, State> next) {
		Region region = state.region(i);
		if (!region.entry.isValid(region.marker)) {
			next.accept("miss",
					state.with(i, region.reads(new Reader(Step.ASK, region.marker, region.marker, 0, false))));
		}
		else if (region.entry.value < region.marker) {
			next.accept("hit", state.wrong("an entry older than an acknowledged change is served"));
		}
	}

	private State asked(State state, int i, Reader reader) {
		boolean seen = state.pending > 0 && keeps(Rule.PENDING_IS_READ)
				&& (!state.parked || keeps(Rule.PARKED_IS_READ));
		if (seen) {
			return stores(state, i, new Reader(Step.STORE, reader.least, state.region(i).marker, state.pending, false));
		}
		Step then = keeps(Rule.ASKED_UNDER_THE_LEASE) ? Step.LOAD : Step.LEASE;
		return state.with(i, state.region(i).reads(reader.at(then, reader.lease)));
	}

	private static State stores(State state, int i, Reader reader) {
		State after = state.with(i, state.region(i).reads(reader));
		return (reader.value < reader.least && !reader.unasked)
				? after.wrong("a value older than an acknowledged change is served") : after;
	}

	private State stored(State state, int i, Reader reader) {
		Region region = state.region(i);
		boolean kept = reader.lease >= 0 && (!reader.unasked || !keeps(Rule.THE_UNASKED_IS_NOT_STORED));
		Region after = kept ? region.marked(region.marker, new Entry(reader.value, reader.lease)) : region;
		return state.with(i, after.reads(Reader.IDLE));
	}

	private void faults(State state, BiConsumer<String, State> next) {
		for (int i = 0; i < 2; i++) {
			Writer writer = state.writers.of(i);
			if (writer.phase != Phase.IDLE) {
				next.accept("a writer crashes",
						state.writer(i, Writer.IDLE).records(state.queued, state.orphans + (writer.held ? 1 : 0)));
			}
			if (writer.phase == Phase.TOOK) {
				next.accept("the database fails", failed(state, i, writer));
			}
		}
		lose(state, this.reading, next);
		Reader remote = state.other.reader;
		if (remote.phase == Step.ASK) {
			next.accept("the other region cannot be asked",
					state.with(1, state.other.reads(new Reader(Step.LOAD, remote.least, remote.lease, 0, true))));
		}
		if (state.unappended > 0) {
			next.accept("whoever puts crashes", state.unappended(0));
		}
		if (state.parked && !state.retried) {
			next.accept("an operator retries",
					state.pending(state.pending, false).records(state.queued + 1, state.orphans).retry());
		}
	}

	private static void lose(State state, int i, BiConsumer<String, State> next) {
		Region region = state.region(i);
		if (region.entry != Entry.NONE) {
			next.accept("the entry is evicted", state.with(i, region.marked(region.marker, Entry.NONE)));
		}
		if (region.reader.phase != Step.IDLE && region.reader.lease >= 0) {
			next.accept("an epoch begins", state.with(i,
					region.marked(region.marker, Entry.NONE).reads(region.reader.at(region.reader.phase, -1))));
		}
	}

	private State failed(State state, int i, Writer writer) {
		State idle = state.writer(i, Writer.IDLE);
		return keeps(Rule.WHAT_FAILS_STAYS) ? idle.records(state.queued, state.orphans + (writer.held ? 1 : 0))
				: idle.pending(0, false);
	}

	/**
	 * What the service relies on.
	 */
	enum Rule {

		/** A change is appended in the same step as its put. */
		APPENDED_WITH_THE_PUT,

		/** It leaves the region once it is written, not when it is taken. */
		KEPT_UNTIL_WRITTEN,

		/** What could not be written is tried again. */
		WHAT_FAILS_STAYS,

		/** The database takes no change with a lower sequence. */
		THE_SEQUENCE_DECIDES,

		/** Only the change that was written is removed. */
		THE_NEWER_STAYS,

		/** One that came meanwhile has its turn. */
		THE_NEWER_IS_QUEUED,

		/** Others take what a dead or slow writer holds. */
		OTHERS_RECLAIM,

		/** Whoever misses is given the pending change. */
		PENDING_IS_READ,

		/** Also one that is parked. */
		PARKED_IS_READ,

		/** It is asked for after the lease was taken. */
		ASKED_UNDER_THE_LEASE,

		/** What was loaded without asking every region is not stored. */
		THE_UNASKED_IS_NOT_STORED,

		/** A newer change is not parked for an older one. */
		ONLY_WHAT_FAILED_IS_PARKED,

		/** A put in place of a parked change is written. */
		A_PUT_ENDS_PARKING

	}

	enum Phase {

		IDLE, TOOK, WROTE, REFUSED

	}

	enum Step {

		IDLE, ASK, LEASE, LOAD, STORE

	}

	/**
	 * A writer.
	 *
	 * @param change what it writes
	 * @param held whether the group still lists the record as taken by it
	 */
	record Writer(Phase phase, int change, boolean held) {

		static final Writer IDLE = new Writer(Phase.IDLE, 0, false);

	}

	record Writers(Writer first, Writer second) {

		Writer of(int i) {
			return (i == 0) ? this.first : this.second;
		}

		Writers with(int i, Writer writer) {
			return (i == 0) ? new Writers(writer, this.second) : new Writers(this.first, writer);
		}

		boolean has(Phase phase, int below) {
			return (this.first.phase == phase && this.first.change < below)
					|| (this.second.phase == phase && this.second.change < below);
		}

	}

	record Entry(int value, int lease) {

		static final Entry NONE = new Entry(-1, -1);

		boolean isValid(int marker) {
			return this.lease >= marker;
		}

	}

	/**
	 * A reader.
	 *
	 * @param least the change that its region had applied when it began
	 * @param lease the marker under which it may store, -1 for none
	 * @param unasked whether it could not ask for pending changes
	 */
	record Reader(Step phase, int least, int lease, int value, boolean unasked) {

		static final Reader IDLE = new Reader(Step.IDLE, 0, -1, 0, false);

		Reader at(Step phase, int lease) {
			return new Reader(phase, this.least, lease, this.value, this.unasked);
		}

		Reader value(int value) {
			return new Reader(Step.STORE, this.least, this.lease, value, this.unasked);
		}

	}

	record Region(int marker, Entry entry, Reader reader) {

		Region marked(int marker, Entry entry) {
			return new Region(marker, entry, this.reader);
		}

		Region reads(Reader reader) {
			return new Region(this.marker, this.entry, reader);
		}

	}

	/**
	 * All of it.
	 *
	 * @param acknowledged the last change whose put has returned
	 * @param unappended a change that is not appended yet
	 * @param pending the change that is to be written
	 * @param queued records that nobody has taken
	 * @param orphans records taken by writers that are dead
	 * @param database the change that the database holds
	 * @param retried whether an operator has had a parked change tried again
	 * @param broken what a reader has seen
	 */
	record State(int acknowledged, int unappended, int pending, boolean parked, int queued, int orphans, int database,
			Writers writers, Region home, Region other, boolean retried, @Nullable String broken) {

		static final Region EMPTY = new Region(0, Entry.NONE, Reader.IDLE);

		static final State START = new State(0, 0, 0, false, 0, 0, 0, new Writers(Writer.IDLE, Writer.IDLE), EMPTY,
				EMPTY, false, null);

		Region region(int i) {
			return (i == HOME) ? this.home : this.other;
		}

		State acknowledged(int change) {
			return new State(change, this.unappended, this.pending, this.parked, this.queued, this.orphans,
					this.database, this.writers, this.home, this.other, this.retried, this.broken);
		}

		State unappended(int change) {
			return new State(this.acknowledged, change, this.pending, this.parked, this.queued, this.orphans,
					this.database, this.writers, this.home, this.other, this.retried, this.broken);
		}

		State pending(int change, boolean parked) {
			return new State(this.acknowledged, this.unappended, change, parked, this.queued, this.orphans,
					this.database, this.writers, this.home, this.other, this.retried, this.broken);
		}

		State records(int queued, int orphans) {
			return new State(this.acknowledged, this.unappended, this.pending, this.parked, queued, orphans,
					this.database, this.writers, this.home, this.other, this.retried, this.broken);
		}

		State database(int change) {
			return new State(this.acknowledged, this.unappended, this.pending, this.parked, this.queued, this.orphans,
					change, this.writers, this.home, this.other, this.retried, this.broken);
		}

		State writer(int i, Writer writer) {
			return new State(this.acknowledged, this.unappended, this.pending, this.parked, this.queued, this.orphans,
					this.database, this.writers.with(i, writer), this.home, this.other, this.retried, this.broken);
		}

		State with(int i, Region region) {
			return new State(this.acknowledged, this.unappended, this.pending, this.parked, this.queued, this.orphans,
					this.database, this.writers, (i == HOME) ? region : this.home, (i == HOME) ? this.other : region,
					this.retried, this.broken);
		}

		State retry() {
			return new State(this.acknowledged, this.unappended, this.pending, this.parked, this.queued, this.orphans,
					this.database, this.writers, this.home, this.other, true, this.broken);
		}

		State wrong(String what) {
			return new State(this.acknowledged, this.unappended, this.pending, this.parked, this.queued, this.orphans,
					this.database, this.writers, this.home, this.other, this.retried, what);
		}

	}

}
