package io.regioncache.store.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;

import io.regioncache.annotation.InvalidationRegions;
import io.regioncache.model.Model;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.Position;
import org.jspecify.annotations.Nullable;

/**
 * One process whose home region comes and goes, and two other regions that answer it
 * meanwhile, with the real {@link OwnInvalidations}. An entry that was cached before the
 * first invalidation lies in both.
 *
 * @param epoch the epoch of the home region
 * @param log the scope of each of its records
 * @param reigns its epochs, in the order in which the process has seen them
 * @param reachable whether the process can ask it
 * @param others the other regions
 * @param noted what the process has told its {@link OwnInvalidations}
 * @param deferred what the home region has still to apply
 * @param database the newest version, whose invalidation has returned
 * @param left what may still happen
 * @param wrong what was served against the promise
 */
record OwnInvalidationsModel(long epoch, List<Scope> log, List<Long> reigns, boolean reachable, List<Other> others,
		List<Note> noted, List<Scope> deferred, int database, Map<May, Integer> left, @Nullable String wrong) {

	static final Scope READ = Scope.tag("read");

	static final Scope ELSE = Scope.tag("else");

	private static final Scope[] COVERING = { Scope.ALL, READ };

	static Model<OwnInvalidationsModel> model(@Nullable Flaw flaw, int regions, int capacity,
			Map<May, Integer> budget) {
		List<Other> others = Stream.of(200L, 300L)
			.limit(regions)
			.map((epoch) -> new Other(epoch, 0, 0, Map.of(100L, 0L, 200L, 0L, 300L, 0L), new Cached(epoch, 0, 0), null,
					new Known(0, Map.of()), null, null, 0))
			.toList();
		OwnInvalidationsModel start = new OwnInvalidationsModel(100, List.of(), List.of(100L), true, others, List.of(),
				List.of(), 0, budget, null);
		return Model.of(start, (state, next) -> state.steps(flaw, capacity, next))
			.always(OwnInvalidationsModel::wrong)
			.reaches("an answer of another region before it has applied everything",
					(state) -> state.others.stream().anyMatch((other) -> (other.answers & 1) != 0));
	}

	private void steps(@Nullable Flaw flaw, int capacity, BiConsumer<String, OwnInvalidationsModel> next) {
		step(May.INVALIDATE, "invalidates", next, (draft) -> draft.invalidate(READ, flaw, -1));
		step(May.INVALIDATE_ELSE, "invalidates something else", next, (draft) -> draft.invalidate(ELSE, flaw, -1));
		for (int at = 0; at < this.others.size(); at++) {
			int here = at;
			Other other = this.others.get(at);
			if (!this.reachable) {
				step(May.INVALIDATE, "invalidates through " + at, next, (draft) -> draft.invalidate(READ, flaw, here));
				if (other.looked == null) {
					step(null, "reads in " + at, next, (draft) -> draft.read(here, flaw, capacity));
				}
			}
			if (other.looked != null) {
				step(null, "asks behind the lookup in " + at, next, (draft) -> draft.judge(here, flaw, capacity));
			}
			step(null, "asks what has arrived in " + at, next, (draft) -> draft.ask(here));
			step(null, at + " pulls from home", next, (draft) -> draft.pull(here));
			if (this.others.size() > 1) {
				step(null, at + " pulls from the other", next, (draft) -> draft.pullFromOther(here));
			}
			if (other.former != null) {
				step(null, "asks the former primary of " + at, next, (draft) -> draft.askFormer(here));
				step(null, "the former primary of " + at + " pulls", next, (draft) -> draft.pullFormer(here));
			}
			step(May.LOAD, "somebody loads in " + at, next, (draft) -> draft.load(here));
			step(null, "somebody stores in " + at, next, (draft) -> draft.store(here));
			step(May.LOSE_OTHER, at + " fails over to an empty server", next, (draft) -> draft.lose(here));
		}
		step(May.LOSE_HOME, "home loses everything", next, Draft::loseHome);
		if (this.reachable) {
			step(May.GO_AWAY, "home goes away", next, (draft) -> draft.reachable = false);
			step(null, "is seen to have caught up", next, Draft::caughtUp);
		}
		else {
			step(null, "home comes back", next, (draft) -> draft.comeBack(flaw));
			if (flaw == Flaw.CAUGHT_UP_BEFORE_IT_WAS_APPLIED) {
				step(null, "is seen to have caught up", next, Draft::caughtUp);
			}
		}
	}

	private void step(@Nullable May may, String label, BiConsumer<String, OwnInvalidationsModel> next,
			Consumer<Draft> step) {
		if (may == null || this.left.getOrDefault(may, 0) > 0) {
			Draft draft = new Draft(this);
			if (may != null) {
				draft.left.merge(may, -1, Integer::sum);
			}
			step.accept(draft);
			OwnInvalidationsModel after = draft.freeze();
			if (!after.equals(this) && (may == null || !after.equals(new Draft(this, draft.left).freeze()))) {
				next.accept(label, after);
			}
		}
	}

	/**
	 * What a mutant does wrong.
	 */
	enum Flaw {

		NOTHING_IS_HIDDEN, EPOCH_NOT_COMPARED, ASKED_BEHIND_THE_LOOKUP, FORGOTTEN_WITHOUT_A_FLOOR, RELAYED_NOT_NOTED,
		KEPT_NOT_NOTED, RETRIED_NOT_NOTED, CAUGHT_UP_BEFORE_IT_WAS_APPLIED, ENDED_COUNTS_AS_APPLIED

	}

	/**
	 * What may happen a few times.
	 */
	enum May {

		INVALIDATE, INVALIDATE_ELSE, GO_AWAY, LOSE_HOME, LOSE_OTHER, LOAD

	}

	/**
	 * Another region.
	 *
	 * @param marker the marker of what covers the entry
	 * @param applied the last sequence of each epoch, also its own
	 * @param load a load in flight, of another process
	 * @param known what this process knows it to have applied
	 * @param looked what a mutant has found, and judges later
	 * @param former the primary that served before, and has not learned of it
	 * @param answers 1 if it has answered without having applied everything
	 */
	record Other(long epoch, long clock, long marker, Map<Long, Long> applied, @Nullable Cached entry,
			@Nullable Cached load, Known known, @Nullable Cached looked, @Nullable Known former, int answers) {

		Other marked(Scope scope) {
			return new Other(this.epoch, this.clock + 1, scope.equals(READ) ? this.clock + 1 : this.marker,
					this.applied, this.entry, this.load, this.known, this.looked, this.former, this.answers);
		}

		Other applied(long epoch, long sequence) {
			Map<Long, Long> more = new TreeMap<>(this.applied);
			more.put(epoch, sequence);
			return new Other(this.epoch, this.clock, this.marker, more, this.entry, this.load, this.known, this.looked,
					this.former, this.answers);
		}

		Other with(@Nullable Cached entry, @Nullable Cached load) {
			return new Other(this.epoch, this.clock, this.marker, this.applied, entry, load, this.known, this.looked,
					this.former, this.answers);
		}

		Other known(Known known) {
			return new Other(this.epoch, this.clock, this.marker, this.applied, this.entry, this.load, known,
					this.looked, this.former, this.answers);
		}

		Other looked(@Nullable Cached looked, boolean answered) {
			return new Other(this.epoch, this.clock, this.marker, this.applied, this.entry, this.load, this.known,
					looked, this.former, this.answers | (answered ? 1 : 0));
		}

		Other withFormer(Known former) {
			return new Other(this.epoch, this.clock, this.marker, this.applied, this.entry, this.load, this.known,
					this.looked, former, this.answers);
		}

		@Nullable Cached served() {
			Cached entry = this.entry;
			return (entry != null && entry.epoch == this.epoch && entry.lease >= this.marker) ? entry : null;
		}

	}

	/**
	 * A value and the lease it was loaded under; of a lookup, the version it must have.
	 */
	record Cached(long epoch, long lease, int version) {

	}

	/**
	 * What is known of an epoch of a region.
	 */
	record Known(long epoch, Map<Long, Long> applied) {

	}

	/**
	 * One call of {@link OwnInvalidations}.
	 *
	 * @param kind which one
	 * @param scope what was invalidated
	 * @param epoch the epoch of its position
	 * @param sequence its sequence; of what was caught up, the number of the last
	 */
	record Note(char kind, Scope scope, long epoch, long sequence) {

		void replay(OwnInvalidations own) {
			List<Scope> scopes = List.of(this.scope);
			switch (this.kind) {
				case 'A' -> own.applied(new Position(this.epoch, this.sequence), scopes, InvalidationRegions.ALL);
				case 'R' -> own.relayed("other", new Position(this.epoch, this.sequence), scopes);
				case 'K' -> own.kept(scopes);
				default -> own.caughtUp(this.sequence);
			}
		}

	}

	/**
	 * A state in the making.
	 */
	private static final class Draft {

		private long epoch;

		private List<Scope> log;

		private final List<Long> reigns;

		private boolean reachable;

		private final List<Other> others;

		private final List<Note> noted;

		private final List<Scope> deferred;

		private int database;

		private final Map<May, Integer> left;

		private @Nullable String wrong;

		Draft(OwnInvalidationsModel state) {
			this(state, state.left);
		}

		Draft(OwnInvalidationsModel state, Map<May, Integer> left) {
			this.epoch = state.epoch;
			this.log = new ArrayList<>(state.log);
			this.reigns = new ArrayList<>(state.reigns);
			this.reachable = state.reachable;
			this.others = new ArrayList<>(state.others);
			this.noted = new ArrayList<>(state.noted);
			this.deferred = new ArrayList<>(state.deferred);
			this.database = state.database;
			this.left = new TreeMap<>(left);
			this.wrong = state.wrong;
		}

		OwnInvalidationsModel freeze() {
			return new OwnInvalidationsModel(this.epoch, this.log, this.reigns, this.reachable, this.others, this.noted,
					this.deferred, this.database, this.left, this.wrong);
		}

		void invalidate(Scope scope, @Nullable Flaw flaw, int through) {
			this.database += scope.equals(READ) ? 1 : 0;
			if (this.reachable) {
				applied(scope);
				return;
			}
			if (!this.deferred.contains(scope)) {
				this.deferred.add(scope);
			}
			if (through < 0) {
				if (flaw != Flaw.KEPT_NOT_NOTED) {
					this.noted.add(new Note('K', scope, 0, 0));
				}
				return;
			}
			Other taker = this.others.get(through).marked(scope);
			long sequence = taker.applied.get(taker.epoch) + 1;
			this.others.set(through, taker.applied(taker.epoch, sequence));
			if (flaw != Flaw.RELAYED_NOT_NOTED) {
				this.noted.add(new Note('R', scope, taker.epoch, sequence));
			}
		}

		private void applied(Scope scope) {
			this.log.add(scope);
			this.noted.add(new Note('A', scope, this.epoch, this.log.size()));
		}

		void comeBack(@Nullable Flaw flaw) {
			this.reachable = true;
			if (this.reigns.get(this.reigns.size() - 1) != this.epoch) {
				this.reigns.add(this.epoch);
			}
			for (Scope scope : this.deferred) {
				if (flaw == Flaw.RETRIED_NOT_NOTED) {
					this.log.add(scope);
				}
				else {
					applied(scope);
				}
			}
			this.deferred.clear();
		}

		void caughtUp() {
			OwnInvalidations own = own(1000);
			if (own.lastElsewhere() > 0) {
				this.noted.add(new Note('C', READ, 0, own.lastElsewhere()));
			}
		}

		void loseHome() {
			if (!this.reachable) {
				this.epoch++;
				this.log = new ArrayList<>();
			}
		}

		void lose(int at) {
			Other other = this.others.get(at);
			long epoch = other.epoch + 1;
			this.others.set(at, new Other(epoch, 0, 0, Map.of(epoch, 0L), other.entry, other.load, other.known,
					other.looked, new Known(other.epoch, other.applied), other.answers));
		}

		/**
		 * One record, or a state transfer where the epoch is not known.
		 */
		void pull(int at) {
			Other other = this.others.get(at);
			Long applied = other.applied.get(this.epoch);
			if (applied == null) {
				this.others.set(at, other.marked(READ).applied(this.epoch, this.log.size()));
			}
			else if (applied < this.log.size()) {
				this.others.set(at, other.marked(this.log.get(applied.intValue())).applied(this.epoch, applied + 1));
			}
		}

		/**
		 * Whatever the other region has issued is an invalidation that was relayed.
		 */
		void pullFromOther(int at) {
			Other other = this.others.get(at);
			Other source = this.others.get(1 - at);
			Long applied = other.applied.get(source.epoch);
			long last = source.applied.get(source.epoch);
			if (applied == null || applied < last) {
				this.others.set(at, other.marked(READ).applied(source.epoch, last));
			}
		}

		void load(int at) {
			Other other = this.others.get(at);
			if (other.served() == null && other.load == null) {
				this.others.set(at, other.with(other.entry, new Cached(other.epoch, other.clock, this.database)));
			}
		}

		void store(int at) {
			Other other = this.others.get(at);
			if (other.load != null) {
				this.others.set(at, other.with(other.load, null));
			}
		}

		void ask(int at) {
			Other other = this.others.get(at);
			this.others.set(at, other.known(new Known(other.epoch, other.applied)));
		}

		void askFormer(int at) {
			Other other = this.others.get(at);
			if (other.known.epoch != other.epoch) {
				this.others.set(at, other.known(Objects.requireNonNull(other.former)));
			}
		}

		void pullFormer(int at) {
			Other other = this.others.get(at);
			Known former = Objects.requireNonNull(other.former);
			long applied = former.applied.getOrDefault(this.epoch, Long.MAX_VALUE);
			if (applied < this.log.size()) {
				Map<Long, Long> more = new TreeMap<>(former.applied);
				more.put(this.epoch, applied + 1);
				this.others.set(at, other.withFormer(new Known(former.epoch, more)));
			}
		}

		void read(int at, @Nullable Flaw flaw, int capacity) {
			Other other = this.others.get(at);
			Cached served = other.served();
			if (flaw == Flaw.ASKED_BEHIND_THE_LOOKUP) {
				if (served != null) {
					this.others.set(at, other.looked(new Cached(other.epoch, this.database, served.version), false));
				}
			}
			else if (served != null) {
				answer(at, other.epoch, this.database, served.version, flaw, capacity);
			}
		}

		void judge(int at, @Nullable Flaw flaw, int capacity) {
			Cached looked = this.others.get(at).looked;
			ask(at);
			this.others.set(at, this.others.get(at).looked(null, false));
			if (looked != null) {
				answer(at, looked.epoch, (int) looked.lease, looked.version, flaw, capacity);
			}
		}

		private void answer(int at, long epoch, int promised, int version, @Nullable Flaw flaw, int capacity) {
			Other other = this.others.get(at);
			Map<Long, Long> applied = new TreeMap<>(other.known.applied);
			if (flaw == Flaw.ENDED_COUNTS_AS_APPLIED) {
				this.reigns.stream()
					.limit(this.reigns.size() - 1L)
					.forEach((ended) -> applied.put(ended, Long.MAX_VALUE));
			}
			LongUnaryOperator passed = (each) -> applied.getOrDefault(each, -1L);
			OwnInvalidations own = own((flaw == Flaw.FORGOTTEN_WITHOUT_A_FLOOR) ? 1000 : capacity);
			if (flaw == Flaw.FORGOTTEN_WITHOUT_A_FLOOR) {
				own = new OwnInvalidations(seen(), 1000);
				this.noted.stream().skip(Math.max(0, this.noted.size() - capacity)).forEach(replaying(own));
			}
			boolean sameEpoch = other.known.epoch == epoch || flaw == Flaw.EPOCH_NOT_COMPARED;
			boolean checked = !own.areEmpty() && flaw != Flaw.NOTHING_IS_HIDDEN;
			if (checked && (!sameEpoch || own.hide(COVERING, passed))) {
				return;
			}
			if (version < promised) {
				this.wrong = "%d answered with version %d, promised %d".formatted(at, version, promised);
			}
			this.others.set(at, this.others.get(at).looked(null, !own.areIn(passed)));
		}

		private OwnInvalidations own(int capacity) {
			OwnInvalidations own = new OwnInvalidations(seen(), capacity);
			this.noted.forEach(replaying(own));
			return own;
		}

		private static Consumer<Note> replaying(OwnInvalidations own) {
			return (note) -> note.replay(own);
		}

		private EpochsSeen seen() {
			EpochsSeen seen = new EpochsSeen();
			this.reigns.forEach(seen::see);
			return seen;
		}

	}

}
