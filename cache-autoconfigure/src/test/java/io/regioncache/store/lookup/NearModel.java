package io.regioncache.store.lookup;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.regioncache.model.Model;
import io.regioncache.store.entry.Freshness;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Lineage;
import io.regioncache.store.entry.MarkerValue;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.MarkerChange;
import org.jspecify.annotations.Nullable;

/**
 * One process that keeps an entry itself, and follows the markers of its region to judge
 * it, while it and another process invalidate. Versions count the commits to the
 * database, and time counts in ticks. An own change is pushed behind the answer to the
 * script that has made it.
 * <p>
 * What is followed, and what judges the entry, are the {@link FollowedMarkers}
 * themselves. Their state is copied here, so a number stands for its identity.
 *
 * @param server the data of the server
 * @param acts what both processes do, in this order
 * @param faults what may go wrong, each once
 * @param asked what the server has not executed yet
 * @param answers what the process has not received yet
 * @param subscribed whether changes are pushed
 * @param followed what is followed
 * @param generation the identity of that
 * @param applying what is being followed after a change whose first half other threads
 * see already
 * @param reader the read that may keep what it finds
 * @param near what is kept
 * @param times when what happened
 * @param promises what has been promised
 * @param served which versions were served near
 */
record NearModel(Server server, List<Act> acts, Set<Fault> faults, List<Message> asked, List<Message> answers,
		boolean subscribed, FollowerState followed, int generation, @Nullable Applying applying, Reader reader,
		@Nullable Near near, Times times, Promises promises, Set<Integer> served) {

	static final int LIMIT = 2;

	private static final int CAPACITY = 2;

	private static final Scope KEY = Scope.key("cache", "k");

	private static final Scope TAG = Scope.tag("tag");

	private static final Scope OTHER = Scope.tag("other");

	private static final Scope MORE = Scope.tag("more");

	private static final Scope[] SCOPES = { KEY, TAG };

	static Model<NearModel> model(Set<Rule> broken, int horizon, List<Act> acts, Set<Fault> faults) {
		FollowedMarkers followed = new FollowedMarkers(CAPACITY, FollowerState.NONE);
		followed.begin(new Lease(1, 0), 0, List.of(), Lineage.NONE);
		Entry primed = new Entry(new Lease(1, 0), 0);
		NearModel start = new NearModel(new Server(1, 0, 0, 0, new TreeMap<>(), primed), acts, faults, List.of(),
				List.of(), true, followed.state(), 1, null, Reader.IDLE, new Near(primed, 1),
				new Times(0, horizon, 0, List.of(0)), new Promises(0, 0, 0, new Lease(1, 0), false, 1), Set.of());
		return Model.of(start, (state, next) -> state.steps(broken, next))
			.withFaults((state, next) -> state.strikes(broken, next))
			.always((state) -> state.wrong(broken));
	}

	private void steps(Set<Rule> broken, BiConsumer<String, NearModel> next) {
		if (this.times.now < this.times.horizon) {
			next.accept("a tick", after(broken, Draft::tick));
		}
		if (!this.acts.isEmpty()) {
			next.accept(this.acts.get(0).toString(), after(broken, Draft::act));
		}
		if (!this.asked.isEmpty()) {
			next.accept("the server executes " + this.asked.get(0).kind, after(broken, Draft::execute));
		}
		if (this.applying != null) {
			next.accept("the change is applied", after(broken, Draft::applied));
		}
		else if (!this.answers.isEmpty()) {
			next.accept("the process receives " + this.answers.get(0).kind, after(broken, Draft::receive));
		}
		boolean polling = this.asked.stream().anyMatch((message) -> message.kind == Kind.COMPARE)
				|| this.answers.stream().anyMatch((message) -> message.kind == Kind.COMPARE);
		if (this.times.now < this.times.horizon && this.followed.following() && !polling) {
			next.accept("the process polls", after(broken, Draft::poll));
		}
		if (this.reader.at != At.DONE && this.reader.at != At.ASKED) {
			next.accept("the reader goes on", after(broken, Draft::read));
		}
		Near near = this.near;
		if (near != null && serves(broken) && near.generation != this.generation) {
			next.accept("near is judged once more", after(broken, Draft::judgeAgain));
		}
		if (near != null && serves(broken) && !this.served.contains(near.entry.version)) {
			next.accept("near serves", after(broken, Draft::serve));
		}
	}

	private void strikes(Set<Rule> broken, BiConsumer<String, NearModel> next) {
		for (Fault fault : this.faults) {
			next.accept(fault.toString(), after(broken, (draft) -> draft.strike(fault)));
		}
	}

	private NearModel after(Set<Rule> broken, Consumer<Draft> step) {
		Draft draft = new Draft(this, broken);
		step.accept(draft);
		return draft.done();
	}

	/**
	 * As {@link Follower#view}, and as an entry is judged.
	 */
	private boolean serves(Set<Rule> broken) {
		Near near = this.near;
		if (near == null || (!this.followed.following() && !broken.contains(Rule.LOST_IS_OFF))
				|| (this.promises.deferred && !broken.contains(Rule.DEFERRED_IS_OFF))) {
			return false;
		}
		Lease known = this.promises.known;
		boolean level = known.epoch() == this.followed.epoch() && known.number() <= this.followed.clock();
		if (!level && this.followed.following() && !broken.contains(Rule.OWN_IS_WAITED_FOR)) {
			return false;
		}
		boolean young = this.times.now - this.times.comparedAt < LIMIT;
		return (young || broken.contains(Rule.SILENCE_SWITCHES_OFF)) && (near.generation == this.generation
				|| !this.followed.following() || isFresh(this.followed, near.entry));
	}

	private static boolean isFresh(FollowerState state, Entry entry) {
		Lease lease = entry.lease;
		Markers markers = state.judging(lease, () -> 0, SCOPES, 1);
		return markers != null && markers.judge(lease, List.of(TAG)) == Freshness.FRESH;
	}

	private @Nullable String wrong(Set<Rule> broken) {
		Near near = this.near;
		if (near == null || !serves(broken)) {
			return null;
		}
		int version = near.entry.version;
		if (version < this.promises.own) {
			return "near serves %d after the own invalidation for %d".formatted(version, this.promises.own);
		}
		if (version < this.promises.followed) {
			return "near serves %d, and what is followed tells of %d".formatted(version, this.promises.followed);
		}
		if (this.times.horizon > 0 && version + 1 < this.times.published.size()
				&& this.times.now - this.times.published.get(version + 1) >= LIMIT) {
			return "near serves %d %d ticks after %d".formatted(version,
					this.times.now - this.times.published.get(version + 1), version + 1);
		}
		return null;
	}

	/**
	 * What makes an entry that is kept good enough.
	 */
	enum Rule {

		/** What is kept was judged by what is followed. */
		PUT_JUDGES,

		/** The generation was noted before that. */
		NOTED_BEFORE_JUDGING,

		/** The generation moves once the markers are there. */
		MARKERS_BEFORE_GENERATION,

		/** Nothing is served while nothing is followed. */
		LOST_IS_OFF,

		/** Whoever begins to follow anew begins a generation. */
		BEGINNING_MOVES_GENERATION,

		/** The base is at least as high as every marker that was dropped. */
		DROPPING_RAISES_THE_BASE,

		/** A change with a number too many has the metadata read anew. */
		GAPS_ARE_NOTICED,

		/** What is followed must have come as far as the own invalidations. */
		OWN_IS_WAITED_FOR,

		/** Nothing is served while an own invalidation is to be applied. */
		DEFERRED_IS_OFF,

		/** Nothing is served that was not compared for some time. */
		SILENCE_SWITCHES_OFF,

		/** That time counts from the question, not from its answer. */
		AGE_COUNTS_FROM_SENDING,

		/** A comparison that finds another clock ends what is followed. */
		CLOCKS_ARE_COMPARED

	}

	enum Act {

		MARK_KEY, MARK_TAG, MARK_OTHER, MARK_MORE, OWN_KEY

	}

	enum Fault {

		CONNECTION_LOST, METADATA_LOST, CHANGE_SWALLOWED

	}

	private enum At {

		IDLE, ASKED, FOUND, NOTED, JUDGED, DONE

	}

	private enum Kind {

		GET, READ, READ_AND_SUBSCRIBE, COMPARE, INVALIDATE, CHANGE

	}

	/**
	 * A change of which the first half is seen by other threads.
	 */
	private record Applying(FollowerState state, int version) {

	}

	private record Entry(Lease lease, int version) {

	}

	private record Near(Entry entry, int generation) {

	}

	private record Times(int now, int horizon, int comparedAt, List<Integer> published) {

	}

	/**
	 * What has been promised.
	 *
	 * @param database the newest version
	 * @param own the newest version whose own invalidation has returned
	 * @param followed the newest version that what is followed tells of
	 * @param known how far this process knows the region to have come
	 * @param deferred whether an own invalidation is to be applied
	 * @param epochs how many epochs have begun
	 */
	private record Promises(int database, int own, int followed, Lease known, boolean deferred, int epochs) {

	}

	private record Reader(At at, @Nullable Entry entry, int generation, @Nullable FollowerState state) {

		static final Reader IDLE = new Reader(At.IDLE, null, 0, null);

	}

	private record Message(Kind kind, int number, @Nullable Entry entry, @Nullable MarkerChange change,
			@Nullable Server metadata) {

		static Message of(Kind kind, int number) {
			return new Message(kind, number, null, null, null);
		}

	}

	/**
	 * The data of a server.
	 *
	 * @param newest the newest version that was marked
	 */
	private record Server(long epoch, long clock, long told, int newest, TreeMap<Scope, Long> markers, Entry entry) {

		Server mark(Scope scope, int version) {
			TreeMap<Scope, Long> marked = new TreeMap<>(this.markers);
			marked.put(scope, this.clock + 1);
			return new Server(this.epoch, this.clock + 1, this.told + 1, Math.max(this.newest, version), marked,
					this.entry);
		}

		Server begin(long epoch) {
			return new Server(epoch, this.clock, this.told + 1, this.newest, this.markers, this.entry);
		}

		Server with(Entry entry) {
			return new Server(this.epoch, this.clock, this.told, this.newest, this.markers, entry);
		}

		boolean isFresh(Entry entry) {
			return entry.lease.epoch() == this.epoch && entry.lease.number() >= this.markers.getOrDefault(KEY, 0L)
					&& entry.lease.number() >= this.markers.getOrDefault(TAG, 0L);
		}

	}

	/**
	 * The next state while it is being made.
	 */
	private static final class Draft {

		private final Set<Rule> broken;

		private Server server;

		private final List<Act> acts;

		private final Set<Fault> faults;

		private final List<Message> asked;

		private final List<Message> answers;

		private boolean subscribed;

		private FollowerState followed;

		private int generation;

		private @Nullable Applying applying;

		private Reader reader;

		private @Nullable Near near;

		private Times times;

		private Promises promises;

		private Set<Integer> served;

		Draft(NearModel state, Set<Rule> broken) {
			this.broken = broken;
			this.server = state.server;
			this.acts = new ArrayList<>(state.acts);
			this.faults = state.faults.isEmpty() ? EnumSet.noneOf(Fault.class) : EnumSet.copyOf(state.faults);
			this.asked = new ArrayList<>(state.asked);
			this.answers = new ArrayList<>(state.answers);
			this.subscribed = state.subscribed;
			this.followed = state.followed;
			this.generation = state.generation;
			this.applying = state.applying;
			this.reader = state.reader;
			this.near = state.near;
			this.times = state.times;
			this.promises = state.promises;
			this.served = state.served;
		}

		NearModel done() {
			return new NearModel(this.server, this.acts, this.faults, this.asked, this.answers, this.subscribed,
					this.followed, this.generation, this.applying, this.reader, this.near, this.times, this.promises,
					this.served);
		}

		private boolean keeps(Rule rule) {
			return !this.broken.contains(rule);
		}

		void tick() {
			this.times = new Times(this.times.now + 1, this.times.horizon, this.times.comparedAt, this.times.published);
		}

		void act() {
			switch (this.acts.remove(0)) {
				case MARK_KEY -> marked(KEY, commit());
				case MARK_TAG -> marked(TAG, commit());
				case MARK_OTHER -> marked(OTHER, 0);
				case MARK_MORE -> marked(MORE, 0);
				case OWN_KEY -> this.asked.add(Message.of(Kind.INVALIDATE, commit()));
			}
		}

		private int commit() {
			Promises old = this.promises;
			this.promises = new Promises(old.database + 1, old.own, old.followed, old.known, old.deferred, old.epochs);
			return old.database + 1;
		}

		/**
		 * What has been marked has returned, for those who hear of it elsewhere.
		 */
		private void marked(Scope scope, int version) {
			MarkerChange change = mark(scope, version);
			push(change, version);
		}

		private MarkerChange mark(Scope scope, int version) {
			attach();
			this.server = this.server.mark(scope, version);
			List<Integer> published = new ArrayList<>(this.times.published);
			while (published.size() <= version) {
				published.add(this.times.now);
			}
			this.times = new Times(this.times.now, this.times.horizon, this.times.comparedAt, published);
			return new MarkerChange(this.server.epoch, this.server.told, this.server.clock,
					Map.of(scope.field(), new MarkerValue(this.server.clock, 0)), true);
		}

		private void attach() {
			if (this.server.epoch == 0) {
				Promises old = this.promises;
				this.promises = new Promises(old.database, old.own, old.followed, old.known, old.deferred,
						old.epochs + 1);
				this.server = this.server.begin(this.promises.epochs);
				push(new MarkerChange(this.server.epoch, this.server.told, this.server.clock, Map.of(), true), 0);
			}
		}

		private void push(MarkerChange change, int version) {
			if (this.subscribed) {
				this.answers.add(new Message(Kind.CHANGE, version, null, change, null));
			}
		}

		void execute() {
			Message command = this.asked.remove(0);
			switch (command.kind) {
				case GET ->
					this.answers.add(new Message(Kind.GET, command.number, this.server.entry, null, this.server));
				case READ, READ_AND_SUBSCRIBE -> {
					attach();
					this.subscribed = true;
					this.answers.add(new Message(Kind.READ, command.number, null, null, this.server));
				}
				case COMPARE -> this.answers.add(new Message(Kind.COMPARE, command.number, null, null, this.server));
				case INVALIDATE -> {
					MarkerChange change = mark(KEY, command.number);
					this.answers.add(new Message(Kind.INVALIDATE, command.number, null, null, this.server));
					push(change, command.number);
				}
				default -> throw new IllegalStateException(command.toString());
			}
		}

		void poll() {
			this.asked.add(Message.of(Kind.COMPARE, this.times.now));
		}

		void receive() {
			Message answer = this.answers.remove(0);
			switch (answer.kind) {
				case CHANGE -> changed(answer.change, answer.number);
				case GET -> found(answer.entry, answer.metadata);
				case READ -> begun(answer.metadata, answer.number);
				case COMPARE -> compared(answer.metadata, answer.number);
				case INVALIDATE -> invalidated(answer.metadata, answer.number);
				default -> throw new IllegalStateException(answer.toString());
			}
		}

		private void changed(MarkerChange told, int version) {
			if (isReading()) {
				return;
			}
			MarkerChange change = told;
			if (!keeps(Rule.GAPS_ARE_NOTICED) && change.epoch() == this.followed.epoch()) {
				change = new MarkerChange(change.epoch(), this.followed.number() + 1, change.clock(), change.markers(),
						true);
			}
			FollowedMarkers markers = new FollowedMarkers(CAPACITY, copy(this.followed));
			if (!markers.take(change)) {
				this.followed = FollowerState.NONE;
				this.asked.add(Message.of(Kind.READ, this.times.now));
				return;
			}
			FollowerState taken = markers.state();
			taken = keeps(Rule.DROPPING_RAISES_THE_BASE) ? taken : with(taken, taken.clock(), this.followed.base());
			this.applying = new Applying(taken, version);
			if (keeps(Rule.MARKERS_BEFORE_GENERATION)) {
				this.followed = with(taken, this.followed.clock(), taken.base());
			}
			else {
				this.generation++;
			}
		}

		void applied() {
			Applying change = Objects.requireNonNull(this.applying);
			this.applying = null;
			this.followed = change.state;
			if (keeps(Rule.MARKERS_BEFORE_GENERATION)) {
				this.generation++;
			}
			tells(change.version);
		}

		private void tells(int version) {
			Promises old = this.promises;
			this.promises = new Promises(old.database, old.own, Math.max(old.followed, version), old.known,
					old.deferred, old.epochs);
		}

		private boolean isReading() {
			return !this.followed.following();
		}

		private void begun(Server metadata, int sent) {
			FollowedMarkers markers = new FollowedMarkers(CAPACITY, FollowerState.NONE);
			markers.begin(new Lease(metadata.epoch, metadata.clock), metadata.told, List.of(), Lineage.NONE);
			this.followed = markers.state();
			this.generation += keeps(Rule.BEGINNING_MOVES_GENERATION) ? 1 : 0;
			isIn(metadata.epoch);
			compared(sent);
			tells(metadata.newest);
		}

		private void isIn(long epoch) {
			Promises old = this.promises;
			Lease known = (old.known.epoch() == epoch) ? old.known : new Lease(epoch, 0);
			this.promises = new Promises(old.database, old.own, old.followed, known, old.deferred, old.epochs);
		}

		private void compared(int sent) {
			this.times = new Times(this.times.now, this.times.horizon,
					keeps(Rule.AGE_COUNTS_FROM_SENDING) ? sent : this.times.now, this.times.published);
		}

		private void compared(Server metadata, int sent) {
			if (!this.followed.following()) {
				return;
			}
			boolean same = metadata.epoch == this.followed.epoch() && metadata.clock == this.followed.clock();
			if (same || !keeps(Rule.CLOCKS_ARE_COMPARED)) {
				compared(sent);
			}
			else {
				this.followed = FollowerState.NONE;
			}
		}

		private void invalidated(Server metadata, int version) {
			Promises old = this.promises;
			Lease marked = new Lease(metadata.epoch, metadata.clock);
			Lease known = (old.known.epoch() == marked.epoch() && old.known.number() > marked.number()) ? old.known
					: marked;
			this.promises = new Promises(old.database, Math.max(old.own, version), old.followed, known, false,
					old.epochs);
		}

		private void found(Entry entry, Server metadata) {
			Entry found = entry;
			if (!metadata.isFresh(found)) {
				// Loaded and stored under the lease of the miss
				found = new Entry(new Lease(metadata.epoch, metadata.clock), this.promises.database);
				this.server = this.server.with(found);
			}
			this.reader = new Reader(At.FOUND, found, 0, null);
		}

		/** Note the generation, judge, put. */
		void read() {
			Reader reader = this.reader;
			this.reader = switch (reader.at) {
				case IDLE -> {
					this.asked.add(Message.of(Kind.GET, 0));
					yield new Reader(At.ASKED, null, 0, null);
				}
				case FOUND -> new Reader(At.NOTED, reader.entry, this.generation, null);
				case NOTED -> {
					boolean fresh = !keeps(Rule.PUT_JUDGES) || isFresh(this.followed, reader.entry);
					yield fresh ? new Reader(At.JUDGED, reader.entry, reader.generation, null)
							: new Reader(At.DONE, null, 0, null);
				}
				case JUDGED -> {
					this.near = new Near(reader.entry,
							keeps(Rule.NOTED_BEFORE_JUDGING) ? reader.generation : this.generation);
					yield new Reader(At.DONE, null, 0, null);
				}
				default -> reader;
			};
		}

		void judgeAgain() {
			Near near = Objects.requireNonNull(this.near);
			this.near = new Near(near.entry, this.generation);
		}

		void serve() {
			Set<Integer> all = new TreeSet<>(this.served);
			all.add(Objects.requireNonNull(this.near).entry.version);
			this.served = all;
		}

		void strike(Fault fault) {
			switch (fault) {
				case CONNECTION_LOST -> lose();
				case METADATA_LOST ->
					this.server = new Server(0, 0, 0, this.server.newest, new TreeMap<>(), this.server.entry);
				case CHANGE_SWALLOWED -> {
					for (int i = 0; i < this.answers.size(); i++) {
						if (this.answers.get(i).kind == Kind.CHANGE) {
							this.answers.remove(i);
							break;
						}
					}
				}
			}
			this.faults.remove(fault);
		}

		private void lose() {
			List<Message> again = new ArrayList<>(this.asked);
			again.addAll(this.answers);
			again.removeIf((message) -> message.kind != Kind.INVALIDATE);
			this.asked.clear();
			this.answers.clear();
			this.applying = null;
			this.subscribed = false;
			this.followed = FollowerState.NONE;
			if (this.reader.at == At.ASKED) {
				this.reader = new Reader(At.DONE, null, 0, null);
			}
			Promises old = this.promises;
			int deferred = again.stream().mapToInt(Message::number).max().orElse(0);
			this.promises = new Promises(old.database, Math.max(old.own, deferred), old.followed, old.known,
					old.deferred || !again.isEmpty(), old.epochs);
			this.asked.add(Message.of(Kind.READ_AND_SUBSCRIBE, this.times.now));
			again.forEach((message) -> this.asked.add(Message.of(Kind.INVALIDATE, message.number)));
		}

		private static FollowerState copy(FollowerState state) {
			return with(state, state.clock(), state.base());
		}

		private static FollowerState with(FollowerState state, long clock, long base) {
			return new FollowerState(new Lease(state.epoch(), clock), state.number(), base, state.lineage(),
					copy(state.markers()), copy(state.asked()));
		}

		private static <K, V> Generations<K, V> copy(Generations<K, V> generations) {
			return new Generations<>(new ConcurrentHashMap<>(generations.young()),
					new ConcurrentHashMap<>(generations.old()));
		}

	}

}
