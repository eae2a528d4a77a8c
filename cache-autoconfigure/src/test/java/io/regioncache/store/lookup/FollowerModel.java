package io.regioncache.store.lookup;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.regioncache.store.entry.MarkerValues;
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
 * One process that follows the markers of a region over one connection and reads two
 * entries over it, and another that invalidates, holds and loads. Versions count the
 * commits to the database.
 * <p>
 * What is followed, and what judges an entry, are the {@link FollowedMarkers} themselves;
 * they keep two markers, and remember two entries.
 *
 * @param server the data of the server
 * @param standby those of another one, which may be promoted
 * @param others what the other process does, in this order
 * @param faults what may go wrong, each once
 * @param followed what this process follows
 * @param reading whether it is reading the metadata to follow it
 * @param lookups how far its lookups have come
 * @param asked what the server has not executed yet
 * @param answers what the process has not received yet
 * @param subscribed whether changes are pushed
 * @param late changes that are pushed when the server finds time, of a mutant alone
 * @param swallowed the change that something between server and process swallows
 * @param slow the entry that the other process is loading
 * @param database the newest version
 * @param fresh for each scope the version before which nothing is fresh, by what has
 * returned
 * @param kept for each scope the version before which nothing may be served at all
 * @param epochs how many epochs have begun
 * @param hits how lookups were served
 * @param broken what has gone wrong
 */
record FollowerModel(Server server, Server standby, List<Act> others, List<Fault> faults, FollowerState followed,
		boolean reading, List<Reader> lookups, List<Message> asked, List<Message> answers, boolean subscribed,
		List<MarkerChange> late, @Nullable Swallowed swallowed, @Nullable Stored slow, int database,
		List<Integer> fresh, List<Integer> kept, int epochs, Set<Hit> hits, @Nullable String broken) {

	private static final int CAPACITY = 2;

	private static final List<Scope> SCOPES = List.of(key(0), key(1), Scope.tag("tag"), Scope.tag("other"));

	/**
	 * Explore what the other process and the faults do.
	 * @param readers the keys that are looked up
	 */
	static Model<FollowerModel> model(Set<Rule> broken, List<Act> others, List<Fault> faults, int... readers) {
		Stored primed = new Stored(new Lease(1, 0), 0, false);
		Server server = Server.LOST.attach(1).with(0, primed).with(1, primed);
		List<Reader> lookups = new ArrayList<>();
		for (int key : readers) {
			lookups.add(new Reader(At.IDLE, key, List.of(), List.of(), null, FollowerState.NONE));
		}
		FollowedMarkers followed = new FollowedMarkers(CAPACITY, FollowerState.NONE);
		followed.begin(new Lease(1, 0), server.told, List.of(), Lineage.NONE);
		FollowerModel start = new FollowerModel(server, server, others, faults, followed.state(), false, lookups,
				List.of(), List.of(), true, List.of(), null, null, 0, List.of(0, 0, 0, 0), List.of(0, 0, 0, 0), 1,
				Set.of(), null);
		return Model.of(start, (state, next) -> state.steps(broken, next))
			.withFaults((state, next) -> state.strikes(broken, next))
			.always(FollowerModel::broken);
	}

	private void steps(Set<Rule> rules, BiConsumer<String, FollowerModel> next) {
		if (!this.others.isEmpty()) {
			Act act = this.others.get(0);
			next.accept("the other process: " + act, after(rules, (draft) -> draft.act(act)));
		}
		for (int i = 0; i < this.lookups.size(); i++) {
			int who = i;
			Reader reader = this.lookups.get(i);
			boolean isNext = this.lookups.subList(0, i).stream().noneMatch((before) -> before.at == At.IDLE);
			if (reader.at == At.IDLE && isNext) {
				next.accept("lookup %d begins".formatted(i), after(rules, (draft) -> draft.begin(who)));
			}
			else if (reader.at == At.MISSED) {
				next.accept("lookup %d loads".formatted(i), after(rules, (draft) -> draft.load(who)));
			}
			else if (reader.at == At.LOADED) {
				next.accept("lookup %d stores".formatted(i), after(rules, (draft) -> draft.store(who)));
			}
		}
		if (!this.asked.isEmpty()) {
			next.accept("the server executes " + this.asked.get(0).kind, after(rules, Draft::execute));
		}
		if (!this.answers.isEmpty()) {
			next.accept("the process receives " + this.answers.get(0).kind, after(rules, Draft::receive));
		}
		if (!this.late.isEmpty()) {
			next.accept("the server finds time to push", after(rules, Draft::pushLate));
		}
	}

	private void strikes(Set<Rule> rules, BiConsumer<String, FollowerModel> next) {
		for (Fault fault : this.faults) {
			next.accept(fault.toString(), after(rules, (draft) -> draft.strike(fault)));
		}
	}

	private FollowerModel after(Set<Rule> rules, Consumer<Draft> step) {
		Draft draft = new Draft(this, rules);
		step.accept(draft);
		return draft.done();
	}

	/**
	 * What makes a bare {@code GET} enough.
	 */
	enum Rule {

		/** The server pushes a change ahead of answers to what it executes later. */
		CHANGES_GO_AHEAD,

		/** The metadata is read once the changes are pushed. */
		SUBSCRIBED_BEFORE_READING,

		/** A change with a number too many has the metadata read anew. */
		GAPS_ARE_NOTICED,

		/** So does one of another epoch. */
		EPOCHS_OF_CHANGES_ARE_COMPARED,

		/** And one that does not name all markers. */
		INCOMPLETE_CHANGES_BEGIN_ANEW,

		/** An entry of another epoch is not judged by what is followed. */
		EPOCHS_OF_ENTRIES_ARE_COMPARED,

		/** The base is at least as high as every marker that was dropped. */
		DROPPING_RAISES_THE_BASE,

		/** Nor is an entry below the base, whose markers may have been dropped. */
		OLDER_ENTRIES_ARE_ASKED_FOR,

		/** That an entry was found fresh counts until the base has passed that. */
		REMEMBERED_UNTIL_THE_BASE_PASSES,

		/** It counts for that entry, not for another under the same key and lease. */
		REMEMBERED_BY_FINGERPRINT,

		/** What may only be served stale is not remembered as fresh. */
		ONLY_FRESH_IS_REMEMBERED,

		/**
		 * An entry is judged by what has come when it is there, not when it was asked
		 * for.
		 */
		JUDGED_WHEN_ANSWERED,

		/** Nothing is followed over another connection. */
		ENDS_WITH_ITS_CONNECTION,

		/** Those who follow are told of what transactions hold. */
		HOLDS_ARE_TOLD,

		/** Whoever begins to follow reads what is held. */
		HOLDS_ARE_READ

	}

	/**
	 * What the other process does.
	 */
	enum Act {

		MARK_KEY, MARK_TAG, MARK_STALE, MARK_OTHER, MARK_MANY, HOLD, COMMIT, RELEASE, BEGIN_LOAD, STORE_LOADED

	}

	enum Fault {

		CONNECTION_LOST, METADATA_LOST, MARKERS_DROPPED, REPLICA_CATCHES_UP, FAIL_OVER, CHANGE_SWALLOWED

	}

	enum Hit {

		BY_ENTRY_ALONE, BY_MEMORY, BY_MARKERS

	}

	private enum At {

		IDLE, ASKED, ASKED_WHOLE, ASKED_REST, MISSED, LOADED, DONE

	}

	private enum Kind {

		READ, READ_AND_SUBSCRIBE, SUBSCRIBE, GET, MARKERS, CHANGE

	}

	/**
	 * An entry; one that is tagged otherwise carries the tag that others mark.
	 */
	private record Stored(Lease lease, int version, boolean other) {

		long fingerprint(int key) {
			return ((((long) key * 10 + this.lease.epoch()) * 100 + this.lease.number()) * 100 + this.version) * 2
					+ (this.other ? 1 : 0);
		}

		Scope[] scopes(int key) {
			return new Scope[] { key(key), this.other ? Scope.tag("other") : Scope.tag("tag") };
		}

		List<Scope> tags() {
			return List.of(this.other ? Scope.tag("other") : Scope.tag("tag"));
		}

	}

	private static Scope key(int key) {
		return Scope.key("cache", "k" + key);
	}

	/**
	 * A change that nobody is told of: what it promises holds from the next one on.
	 */
	private record Swallowed(@Nullable Scope scope, int version) {

	}

	private record Message(Kind kind, int who, @Nullable Stored entry, @Nullable Server metadata,
			@Nullable MarkerChange change) {

		static Message of(Kind kind, int who) {
			return new Message(kind, who, null, null, null);
		}

	}

	private record Reader(At at, int key, List<Integer> fresh, List<Integer> kept, @Nullable Stored entry,
			FollowerState judgedBy) {

		Reader at(At next, @Nullable Stored found) {
			return new Reader(next, this.key, this.fresh, this.kept, found, this.judgedBy);
		}

	}

	private record Server(long epoch, long clock, long told, long floor, TreeMap<Scope, MarkerValue> markers,
			TreeSet<Scope> held, List<Stored> entries) {

		static final Server LOST = new Server(0, 0, 0, 0, new TreeMap<>(), new TreeSet<>(), List.of());

		Server attach(long begins) {
			return new Server(begins, this.clock, this.told + 1, this.floor, this.markers, this.held, this.entries);
		}

		Server with(int key, Stored entry) {
			List<Stored> changed = new ArrayList<>(this.entries);
			if (key < changed.size()) {
				changed.set(key, entry);
			}
			else {
				changed.add(entry);
			}
			return new Server(this.epoch, this.clock, this.told, this.floor, this.markers, this.held, changed);
		}

		Server lost() {
			return new Server(0, 0, 0, 0, new TreeMap<>(), new TreeSet<>(), this.entries);
		}

		Server mark(List<Scope> scopes, boolean stale) {
			TreeMap<Scope, MarkerValue> marked = new TreeMap<>(this.markers);
			TreeSet<Scope> left = new TreeSet<>(this.held);
			for (Scope scope : scopes) {
				MarkerValue former = marked.getOrDefault(scope, MarkerValue.NONE);
				marked.put(scope,
						stale ? new MarkerValue(former.removed(), this.clock + 1) : new MarkerValue(this.clock + 1, 0));
			}
			return new Server(this.epoch, this.clock + 1, this.told + 1, this.floor, marked, left, this.entries);
		}

		Server hold(Scope scope, boolean holds) {
			TreeSet<Scope> changed = new TreeSet<>(this.held);
			if (holds) {
				changed.add(scope);
			}
			else {
				changed.remove(scope);
			}
			return new Server(this.epoch, this.clock, this.told + 1, this.floor, this.markers, changed, this.entries);
		}

		Server drop() {
			long highest = this.markers.values().stream().mapToLong(MarkerValue::latest).max().orElse(0);
			return new Server(this.epoch, this.clock, this.told, Math.max(this.floor, highest), new TreeMap<>(),
					this.held, this.entries);
		}

		MarkerValue marker(Scope scope) {
			return this.held.contains(scope) ? MarkerValue.HELD : this.markers.getOrDefault(scope, MarkerValue.NONE);
		}

		Markers read(Scope[] scopes) {
			long[] removed = new long[scopes.length];
			long[] staled = new long[scopes.length];
			for (int i = 0; i < scopes.length; i++) {
				removed[i] = marker(scopes[i]).removed();
				staled[i] = marker(scopes[i]).staled();
			}
			return new Markers(new Lease(this.epoch, this.clock), this.floor, scopes, 1,
					new MarkerValues(removed, staled, null));
		}

	}

	/**
	 * The next state while it is being made.
	 */
	private static final class Draft {

		private final Set<Rule> rules;

		private Server server;

		private Server standby;

		private final List<Act> others;

		private final List<Fault> faults;

		private FollowerState followed;

		private boolean reading;

		private final List<Reader> lookups;

		private final List<Message> asked;

		private final List<Message> answers;

		private boolean subscribed;

		private final List<MarkerChange> late;

		private @Nullable Swallowed swallowed;

		private @Nullable Stored slow;

		private int database;

		private final List<Integer> fresh;

		private final List<Integer> kept;

		private int epochs;

		private final Set<Hit> hits;

		private @Nullable String broken;

		Draft(FollowerModel state, Set<Rule> rules) {
			this.rules = rules;
			this.server = state.server;
			this.standby = state.standby;
			this.others = new ArrayList<>(state.others);
			this.faults = new ArrayList<>(state.faults);
			this.followed = state.followed;
			this.reading = state.reading;
			this.lookups = new ArrayList<>(state.lookups);
			this.asked = new ArrayList<>(state.asked);
			this.answers = new ArrayList<>(state.answers);
			this.subscribed = state.subscribed;
			this.late = new ArrayList<>(state.late);
			this.swallowed = state.swallowed;
			this.slow = state.slow;
			this.database = state.database;
			this.fresh = new ArrayList<>(state.fresh);
			this.kept = new ArrayList<>(state.kept);
			this.epochs = state.epochs;
			this.hits = new TreeSet<>(state.hits);
			this.broken = state.broken;
		}

		FollowerModel done() {
			return new FollowerModel(this.server, this.standby, this.others, this.faults, this.followed, this.reading,
					this.lookups, this.asked, this.answers, this.subscribed, this.late, this.swallowed, this.slow,
					this.database, this.fresh, this.kept, this.epochs, this.hits, this.broken);
		}

		private boolean keeps(Rule rule) {
			return !this.rules.contains(rule);
		}

		/** What the other process invalidates has returned once it is marked. */
		void act(Act act) {
			this.others.remove(0);
			switch (act) {
				case MARK_KEY -> mark(key(0), false);
				case MARK_TAG -> mark(Scope.tag("tag"), false);
				case MARK_STALE -> mark(Scope.tag("tag"), true);
				case MARK_OTHER -> mark(Scope.tag("other"), false);
				case MARK_MANY -> {
					this.server = attached().mark(List.of(Scope.tag("tag")), false);
					commit(Scope.tag("tag"), false);
					tell(List.of(), false);
				}
				case HOLD -> {
					this.server = attached().hold(key(0), true);
					if (keeps(Rule.HOLDS_ARE_TOLD)) {
						tell(List.of(key(0)));
					}
					else {
						this.server = new Server(this.server.epoch, this.server.clock, this.server.told - 1,
								this.server.floor, this.server.markers, this.server.held, this.server.entries);
					}
				}
				case COMMIT -> {
					if (!this.server.held.isEmpty()) {
						commit(key(0), false);
					}
				}
				case RELEASE -> {
					this.server = attached().mark(List.of(key(0)), false);
					tell(List.of(key(0)));
					this.server = this.server.hold(key(0), false);
					tell(List.of(key(0)));
				}
				case BEGIN_LOAD ->
					this.slow = new Stored(new Lease(attached().epoch, this.server.clock), this.database, true);
				case STORE_LOADED -> {
					Stored loaded = this.slow;
					if (loaded != null && this.server.epoch == loaded.lease.epoch()) {
						this.server = this.server.with(1, loaded);
						this.slow = null;
					}
				}
			}
		}

		private void mark(Scope scope, boolean stale) {
			this.server = attached().mark(List.of(scope), stale);
			commit(scope, stale);
			tell(List.of(scope));
		}

		private void commit(Scope scope, boolean stale) {
			this.database++;
			if (this.swallowed != null && this.swallowed.scope == null) {
				this.swallowed = new Swallowed(scope, this.database);
				return;
			}
			promise(scope, this.database, stale);
			if (this.swallowed != null && this.swallowed.scope != null) {
				promise(this.swallowed.scope, this.swallowed.version, false);
			}
		}

		private void promise(Scope scope, int version, boolean stale) {
			this.fresh.set(SCOPES.indexOf(scope), version);
			if (!stale) {
				this.kept.set(SCOPES.indexOf(scope), version);
			}
		}

		private Server attached() {
			if (this.server.epoch == 0) {
				this.server = this.server.attach(++this.epochs);
				tell(List.of());
			}
			return this.server;
		}

		private void tell(List<Scope> scopes) {
			tell(scopes, true);
		}

		private void tell(List<Scope> scopes, boolean complete) {
			boolean isSwallowed = this.swallowed != null && this.swallowed.version == this.database;
			if (!this.subscribed || isSwallowed) {
				return;
			}
			TreeMap<String, MarkerValue> markers = new TreeMap<>();
			scopes.forEach((scope) -> markers.put(scope.field(), this.server.marker(scope)));
			MarkerChange change = new MarkerChange(this.server.epoch, this.server.told, this.server.clock, markers,
					complete);
			if (keeps(Rule.CHANGES_GO_AHEAD)) {
				push(change);
			}
			else {
				this.late.add(change);
			}
		}

		private void push(MarkerChange change) {
			this.answers.add(new Message(Kind.CHANGE, 0, null, null, change));
		}

		void pushLate() {
			push(this.late.remove(0));
		}

		void begin(int who) {
			Reader idle = this.lookups.get(who);
			At at = this.followed.following() ? At.ASKED : At.ASKED_WHOLE;
			this.lookups.set(who, new Reader(at, idle.key, List.copyOf(this.fresh), List.copyOf(this.kept), null,
					keeps(Rule.JUDGED_WHEN_ANSWERED) ? FollowerState.NONE : copy(this.followed)));
			this.asked.add(Message.of(Kind.GET, who));
			if (at == At.ASKED_WHOLE) {
				this.asked.add(Message.of(Kind.MARKERS, who));
			}
		}

		void execute() {
			Message command = this.asked.remove(0);
			switch (command.kind) {
				case READ_AND_SUBSCRIBE -> {
					if (keeps(Rule.SUBSCRIBED_BEFORE_READING)) {
						this.subscribed = true;
					}
					else {
						this.asked.add(0, Message.of(Kind.SUBSCRIBE, 0));
					}
					read();
				}
				case READ -> read();
				case SUBSCRIBE -> this.subscribed = true;
				case GET -> this.answers.add(new Message(Kind.GET, command.who,
						this.server.entries.get(this.lookups.get(command.who).key), null, null));
				case MARKERS -> {
					attached();
					this.answers.add(new Message(Kind.MARKERS, command.who, null, this.server, null));
				}
				default -> throw new IllegalStateException(command.toString());
			}
		}

		private void read() {
			attached();
			this.answers.add(new Message(Kind.READ, 0, null, this.server, null));
		}

		void receive() {
			Message answer = this.answers.remove(0);
			switch (answer.kind) {
				case READ -> begun(answer.metadata);
				case CHANGE -> changed(answer.change);
				case GET -> {
					Reader reader = this.lookups.get(answer.who).at(this.lookups.get(answer.who).at, answer.entry);
					this.lookups.set(answer.who, reader);
					if (reader.at == At.ASKED) {
						judge(answer.who, reader, answer.entry);
					}
				}
				case MARKERS -> judgeWhole(answer.who, answer.metadata);
				default -> throw new IllegalStateException(answer.toString());
			}
		}

		private void begun(Server metadata) {
			this.reading = false;
			FollowedMarkers markers = following();
			markers.begin(new Lease(metadata.epoch, metadata.clock), metadata.told,
					keeps(Rule.HOLDS_ARE_READ) ? metadata.held.stream().map(Scope::field).toList() : List.of(),
					Lineage.NONE);
			this.followed = markers.state();
		}

		private void changed(MarkerChange told) {
			if (this.reading) {
				return;
			}
			FollowerState before = this.followed;
			MarkerChange change = told;
			if (!keeps(Rule.EPOCHS_OF_CHANGES_ARE_COMPARED)) {
				change = new MarkerChange(before.epoch(), change.number(), change.clock(), change.markers(),
						change.complete());
			}
			if (!keeps(Rule.GAPS_ARE_NOTICED) && change.epoch() == before.epoch()) {
				change = new MarkerChange(change.epoch(), before.number() + 1, change.clock(), change.markers(),
						change.complete());
			}
			if (!keeps(Rule.INCOMPLETE_CHANGES_BEGIN_ANEW)) {
				change = new MarkerChange(change.epoch(), change.number(), change.clock(), change.markers(), true);
			}
			FollowedMarkers markers = following();
			if (markers.take(change)) {
				FollowerState taken = markers.state();
				this.followed = keeps(Rule.DROPPING_RAISES_THE_BASE) ? taken : withBase(taken, before.base());
				return;
			}
			this.followed = FollowerState.NONE;
			this.reading = true;
			this.asked.add(Message.of(Kind.READ, 0));
		}

		private void judge(int who, Reader reader, Stored entry) {
			FollowerState state = keeps(Rule.JUDGED_WHEN_ANSWERED) ? this.followed : reader.judgedBy;
			Lease lease = entry.lease;
			if (!keeps(Rule.EPOCHS_OF_ENTRIES_ARE_COMPARED)) {
				lease = new Lease(state.epoch(), lease.number());
			}
			if (!keeps(Rule.OLDER_ENTRIES_ARE_ASKED_FOR) && state.following() && lease.epoch() == state.epoch()) {
				state = withBase(state, Math.min(state.base(), lease.number()));
			}
			long fingerprint = fingerprint(entry, reader.key);
			Markers markers = state.judging(lease, () -> fingerprint, entry.scopes(reader.key), 1);
			if (markers == null) {
				this.lookups.set(who, reader.at(At.ASKED_REST, entry));
				this.asked.add(Message.of(Kind.MARKERS, who));
				return;
			}
			Freshness freshness = markers.judge(lease, entry.tags());
			serve(who, reader, entry, markers, freshness, state.judges(lease) ? Hit.BY_ENTRY_ALONE : Hit.BY_MEMORY);
		}

		private long fingerprint(Stored entry, int key) {
			return keeps(Rule.REMEMBERED_BY_FINGERPRINT) ? entry.fingerprint(key) : key * 100L + entry.lease.number();
		}

		private void judgeWhole(int who, Server metadata) {
			Reader reader = this.lookups.get(who);
			Stored entry = reader.entry;
			Markers markers = metadata.read(entry.scopes(reader.key));
			Freshness freshness = markers.judge(entry.lease, entry.tags());
			if (this.followed.following() && !this.followed.judges(entry.lease) && entry.lease.epoch() == metadata.epoch
					&& (freshness == Freshness.FRESH
							|| (freshness == Freshness.STALE && !keeps(Rule.ONLY_FRESH_IS_REMEMBERED)))) {
				FollowedMarkers remembering = following();
				remembering.remember(fingerprint(entry, reader.key), keeps(Rule.REMEMBERED_UNTIL_THE_BASE_PASSES)
						? markers.lease() : new Lease(metadata.epoch, Long.MAX_VALUE));
				this.followed = remembering.state();
			}
			serve(who, reader, entry, markers, freshness, Hit.BY_MARKERS);
		}

		private void serve(int who, Reader reader, Stored entry, Markers markers, Freshness freshness, Hit hit) {
			if (freshness == Freshness.DEAD) {
				this.lookups.set(who, reader.at(At.MISSED, new Stored(markers.lease(), 0, false)));
				return;
			}
			List<Integer> promises = (freshness == Freshness.FRESH) ? reader.fresh : reader.kept;
			int promised = 0;
			for (Scope scope : entry.scopes(reader.key)) {
				promised = Math.max(promised, promises.get(SCOPES.indexOf(scope)));
			}
			if (entry.version < promised) {
				this.broken = "%s serves version %d as %s, and %d was promised".formatted(hit, entry.version, freshness,
						promised);
			}
			this.hits.add(hit);
			this.lookups.set(who, reader.at(At.DONE, null));
		}

		void load(int who) {
			Reader reader = this.lookups.get(who);
			this.lookups.set(who, reader.at(At.LOADED, new Stored(reader.entry.lease, this.database, false)));
		}

		void store(int who) {
			Reader reader = this.lookups.get(who);
			this.server = this.server.with(reader.key, reader.entry);
			this.lookups.set(who, reader.at(At.DONE, null));
		}

		void strike(Fault fault) {
			this.faults.remove(fault);
			switch (fault) {
				case CONNECTION_LOST -> lose();
				case METADATA_LOST -> this.server = this.server.lost();
				case MARKERS_DROPPED -> this.server = this.server.drop();
				case REPLICA_CATCHES_UP -> this.standby = this.server;
				case FAIL_OVER -> {
					lose();
					this.server = this.standby.attach(++this.epochs);
				}
				case CHANGE_SWALLOWED -> this.swallowed = new Swallowed(null, -1);
			}
		}

		private void lose() {
			this.asked.clear();
			this.answers.clear();
			this.late.clear();
			this.subscribed = false;
			this.lookups.replaceAll((reader) -> switch (reader.at) {
				case ASKED, ASKED_WHOLE, ASKED_REST -> reader.at(At.DONE, null);
				default -> reader;
			});
			if (keeps(Rule.ENDS_WITH_ITS_CONNECTION)) {
				this.followed = FollowerState.NONE;
				this.reading = true;
				this.asked.add(Message.of(Kind.READ_AND_SUBSCRIBE, 0));
			}
			else {
				this.reading = false;
				this.subscribed = true;
			}
		}

		/** What is followed changes its maps in place. */
		private FollowedMarkers following() {
			return new FollowedMarkers(CAPACITY, copy(this.followed));
		}

		private static FollowerState copy(FollowerState state) {
			return new FollowerState(state.at(), state.number(), state.base(), state.lineage(), copy(state.markers()),
					copy(state.asked()));
		}

		private static <K, V> Generations<K, V> copy(Generations<K, V> generations) {
			return new Generations<>(new ConcurrentHashMap<>(generations.young()),
					new ConcurrentHashMap<>(generations.old()));
		}

		private static FollowerState withBase(FollowerState state, long base) {
			return new FollowerState(state.at(), state.number(), base, state.lineage(), state.markers(), state.asked());
		}

	}

}
