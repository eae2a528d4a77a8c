package io.regioncache.model;

import java.util.List;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

/**
 * Two servers of one region, which replicate, lead, restart and take new ids as Redis
 * does, and whoever attaches to the one that is used.
 *
 * @param broken the rule that is not kept
 * @param recent for how many ticks an attach counts as recent
 * @param backlogTtl after how many ticks a primary without replicas forgets its ids
 */
record IdentityModel(@Nullable Rule broken, int recent, int backlogTtl) {

	private static final int CHANGES = 4;

	private static final int MOST_MARKS = 2;

	private static final int NONE = 0;

	Model<State> model() {
		Data data = new Data(1, 1, 1, 0, 0);
		Server first = new Server(1, 1, NONE, false, true, 0, data);
		Server second = new Server(2, 2, NONE, false, true, 0, new Data(0, NONE, NONE, 0, 0));
		return Model.of(new State(List.of(first, second), 0, false, 0, 2, CHANGES, false, null), this::steps)
			.withFaults(this::faults)
			.always(State::wrong)
			.reaches("an epoch goes on under another id", State::continued)
			.reaches("another epoch", (state) -> state.server().data.epoch > 1);
	}

	private void steps(State state, BiConsumer<String, State> next) {
		Server used = state.server();
		if (!state.attached) {
			next.accept("attach", attach(state));
		}
		else if (state.marks < MOST_MARKS) {
			Server marked = used.with(used.data.marked());
			next.accept("invalidate", state.with(state.used, marked).acknowledged(state.marks + 1));
		}
	}

	private void faults(State state, BiConsumer<String, State> next) {
		next.accept("attach", attach(state));
		next.accept("tick", tick(state));
		if (state.other().following()) {
			next.accept("replicate", state.with(1 - state.used, state.other().with(state.server().data)));
		}
		for (int at = 0; at < 2; at++) {
			Server server = state.servers.get(at);
			boolean followed = at == state.used && state.other().following();
			if (server.primary && server.backlog && !followed && server.alone > this.backlogTtl) {
				int id = state.ids + 1;
				next.accept("forgets its ids", state.withIds(id)
					.with(at, new Server(server.run, id, NONE, false, true, server.alone, server.data)));
			}
		}
		if (state.changes > 0) {
			changes(state, next);
		}
	}

	private void changes(State state, BiConsumer<String, State> next) {
		int other = 1 - state.used;
		State changed = state.changed();
		if (state.other().following()) {
			int id = state.ids + 1;
			Server promoted = state.other().promoted(id);
			Server left = state.server().alone(0);
			next.accept("the replica leaves", changed.withIds(id).with(other, promoted).with(state.used, left));
			next.accept("the replica is promoted",
					changed.withIds(id).with(other, promoted).with(state.used, left).using(other));
		}
		else {
			Server used = state.server();
			int ids = state.ids;
			if (!used.backlog) {
				ids++;
				used = new Server(used.run, ids, NONE, true, true, 0, used.data);
			}
			Server follower = new Server(state.other().run, used.id, NONE, true, false, 0, used.data);
			next.accept("the other one follows", changed.withIds(ids).with(state.used, used).with(other, follower));
		}
		int id = state.ids + 1;
		for (int lost = 0; lost <= state.server().data.marks; lost++) {
			Data data = state.server().data;
			Data kept = new Data(data.epoch, data.reign, data.run, data.age, data.marks - lost);
			Server restarted = new Server(state.server().run + 2, id, NONE, false, true, 0, kept);
			Server former = state.other().following() ? state.other().promoted(id + 1) : state.other();
			next.accept("restarts",
					changed.withIds(id + 1).with(state.used, restarted).with(other, former).using(state.used));
		}
	}

	private State tick(State state) {
		State after = state;
		for (int at = 0; at < 2; at++) {
			Server server = state.servers.get(at);
			boolean followed = at == state.used && state.other().following();
			int alone = (server.primary && !followed) ? Math.min(server.alone + 1, this.backlogTtl + 1) : 0;
			after = after.with(at, server.with(server.data.older(this.recent + 1)).alone(alone));
		}
		return after;
	}

	/**
	 * As the script does.
	 */
	private State attach(State state) {
		Server server = state.server();
		Data data = server.data;
		boolean same = data.reign == server.id;
		boolean goesOn = !same && (data.run == server.run || this.broken == Rule.RUN_COMPARED)
				&& (server.second == NONE || this.broken == Rule.SECOND_ID_EMPTY)
				&& (data.age <= this.recent || this.broken == Rule.ATTACHED_RECENTLY);
		if (same || goesOn) {
			Data attached = new Data(data.epoch, server.id, server.run, 0, data.marks);
			String wrong = (data.marks < state.marks) ? "the epoch goes on without what was invalidated in it" : null;
			return state.with(state.used, server.with(attached)).attached(state.marks, goesOn, wrong);
		}
		Data begun = new Data(2, server.id, server.run, 0, 0);
		return state.with(state.used, server.with(begun)).attached(0, false, null);
	}

	/**
	 * What keeps an epoch from going on without its last invalidations.
	 */
	enum Rule {

		/** The server is the process that served under the former id. */
		RUN_COMPARED,

		/** It has not been promoted. */
		SECOND_ID_EMPTY,

		/** It cannot have been a replica and forgotten it. */
		ATTACHED_RECENTLY

	}

	/**
	 * What replicas copy.
	 *
	 * @param epoch 1 for the first, 2 for any other
	 * @param reign the id under which it was attached to
	 * @param run the process that did
	 * @param age how long ago
	 * @param marks how many invalidations of the epoch it has
	 */
	record Data(int epoch, int reign, int run, int age, int marks) {

		Data marked() {
			return new Data(this.epoch, this.reign, this.run, this.age, this.marks + 1);
		}

		Data older(int most) {
			return new Data(this.epoch, this.reign, this.run, Math.min(this.age + 1, most), this.marks);
		}

	}

	/**
	 * A server.
	 *
	 * @param run its process
	 * @param id of the history of writes that it continues
	 * @param second the one before a promotion
	 * @param backlog whether it could serve a replica that comes back
	 * @param alone for how long it has had no replicas
	 */
	record Server(int run, int id, int second, boolean backlog, boolean primary, int alone, Data data) {

		boolean following() {
			return !this.primary;
		}

		Server with(Data data) {
			return new Server(this.run, this.id, this.second, this.backlog, this.primary, this.alone, data);
		}

		Server alone(int ticks) {
			return new Server(this.run, this.id, this.second, this.backlog, this.primary, ticks, this.data);
		}

		Server promoted(int newId) {
			return new Server(this.run, newId, this.id, true, true, 0, this.data);
		}

	}

	/**
	 * All of it.
	 *
	 * @param used the server that the region's address leads to
	 * @param attached whether a session counts its answers
	 * @param marks how many invalidations have returned in this epoch
	 * @param ids how many were drawn
	 * @param changes how often the servers may still change
	 * @param continued whether an epoch has gone on under another id
	 * @param wrong what has gone wrong, if anything
	 */
	record State(List<Server> servers, int used, boolean attached, int marks, int ids, int changes, boolean continued,
			@Nullable String wrong) {

		Server server() {
			return this.servers.get(this.used);
		}

		Server other() {
			return this.servers.get(1 - this.used);
		}

		State with(int at, Server server) {
			Server there = this.servers.get(1 - at);
			return new State((at == 0) ? List.of(server, there) : List.of(there, server), this.used, this.attached,
					this.marks, this.ids, this.changes, this.continued, this.wrong);
		}

		State withIds(int drawn) {
			return new State(this.servers, this.used, this.attached, this.marks, drawn, this.changes, this.continued,
					this.wrong);
		}

		State acknowledged(int number) {
			return new State(this.servers, this.used, this.attached, number, this.ids, this.changes, this.continued,
					this.wrong);
		}

		State changed() {
			return new State(this.servers, this.used, this.attached, this.marks, this.ids, this.changes - 1,
					this.continued, this.wrong);
		}

		/**
		 * Connections are lost.
		 */
		State using(int at) {
			return new State(this.servers, at, false, this.marks, this.ids, this.changes, this.continued, this.wrong);
		}

		State attached(int acknowledged, boolean goesOn, @Nullable String wrong) {
			return new State(this.servers, this.used, true, acknowledged, this.ids, this.changes,
					this.continued || goesOn, wrong);
		}

	}

}
