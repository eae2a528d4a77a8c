package io.regioncache.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Loads that load others in turn, and the bulkheads that bound them. Each chain begins
 * with a load that nobody waits for, and each of its loads but the last waits for the
 * next. The loads of a chain take turns at the bulkheads.
 *
 * @param broken the rules that are not kept
 * @param known whether a nested load is known to be one
 * @param depth how many loads a chain has
 * @param bulkheads how many bulkheads there are
 * @param shared whether the second load of each chain is the first one of the last chain
 */
record TurnsModel(Set<Rule> broken, boolean known, int depth, int bulkheads, boolean shared) {

	static final int TURNS = 1;

	/**
	 * A run of the model.
	 * @param chains how many chains there are
	 */
	Model<State> of(int chains) {
		List<Chain> none = new ArrayList<>();
		for (int i = 0; i < chains; i++) {
			none.add(new Chain(List.of(), Phase.RUNS));
		}
		List<Bulkhead> all = new ArrayList<>();
		for (int i = 0; i < this.bulkheads; i++) {
			all.add(new Bulkhead(TURNS, spares(), List.of(), false));
		}
		return Model.of(new State(List.copyOf(none), List.copyOf(all)), this::steps)
			.always(this::wrong)
			.atRest((state) -> state.chains.stream().allMatch(Chain::isDone) ? null : "some wait for ever")
			.reaches("a load waits", (state) -> state.bulkheads.stream().anyMatch((each) -> !each.queue.isEmpty()));
	}

	private String wrong(State state) {
		for (Bulkhead bulkhead : state.bulkheads) {
			if (bulkhead.free < 0) {
				return "more loads than turns";
			}
			if (this.known && bulkhead.spare < spares()) {
				return "more loads than the bound although all is known";
			}
		}
		return null;
	}

	private void steps(State state, BiConsumer<String, State> next) {
		int[] taken = { 0 };
		for (int i = 0; i < state.chains.size(); i++) {
			int chain = i;
			step(state, i, (label, after) -> {
				taken[0]++;
				next.accept(label + " " + chain, after);
			});
		}
		if (taken[0] == 0 && !this.broken.contains(Rule.A_STALL_LETS_ONE_IN)) {
			for (int b = 0; b < state.bulkheads.size(); b++) {
				Bulkhead bulkhead = state.bulkheads.get(b);
				if (!bulkhead.queue.isEmpty() && bulkhead.spare > 0) {
					next.accept("stall at " + b,
							granted(state.with(b, new Bulkhead(0, bulkhead.spare - 1, bulkhead.queue, true)), b));
				}
			}
		}
	}

	private void step(State state, int i, BiConsumer<String, State> next) {
		Chain chain = state.chains.get(i);
		if (chain.phase == Phase.JOINED && state.chains.get(state.chains.size() - 1).isDone()) {
			next.accept("has joined", state.with(i, new Chain(chain.counted, Phase.RETURNS)));
		}
		if (chain.phase == Phase.RUNS && chain.counted.size() < this.depth) {
			if (this.shared && chain.counted.size() == 1 && i < state.chains.size() - 1) {
				join(state, i, next);
			}
			else {
				next.accept("asks", ask(state, i, chain));
			}
		}
		else if (chain.phase == Phase.RUNS || (chain.phase == Phase.RETURNS && !chain.counted.isEmpty())) {
			next.accept("ends", end(state, i, chain));
		}
	}

	private void join(State state, int i, BiConsumer<String, State> next) {
		int last = state.chains.size() - 1;
		Chain leader = state.chains.get(last);
		if (leader.phase == Phase.RUNS && leader.counted.isEmpty()) {
			return;
		}
		State joined = state.with(i, new Chain(state.chains.get(i).counted, Phase.JOINED));
		if (leader.phase == Phase.WAITS && this.known && !this.broken.contains(Rule.A_JOINED_LOAD_BORROWS)) {
			int b = bulkhead(last, leader.counted.size());
			List<Integer> queue = new ArrayList<>(state.bulkheads.get(b).queue);
			queue.remove((Integer) last);
			joined = joined.with(b, state.bulkheads.get(b).with(queue)).with(last, leader.running(false));
		}
		next.accept("joins", joined);
	}

	private State ask(State state, int i, Chain chain) {
		boolean nested = !chain.counted.isEmpty();
		if (nested && this.known && !this.broken.contains(Rule.NESTED_LOADS_BORROW)) {
			return state.with(i, chain.running(false));
		}
		int b = bulkhead(i, chain.counted.size());
		List<Integer> queue = new ArrayList<>(state.bulkheads.get(b).queue);
		queue.add(i);
		State waiting = state.with(i, new Chain(chain.counted, Phase.WAITS))
			.with(b, state.bulkheads.get(b).with(queue));
		return (state.bulkheads.get(b).free > 0) ? granted(waiting, b) : waiting;
	}

	private State end(State state, int i, Chain chain) {
		int level = chain.counted.size() - 1;
		State ended = state.with(i, new Chain(chain.counted.subList(0, level), Phase.RETURNS));
		if (!chain.counted.get(level)) {
			return ended;
		}
		int b = bulkhead(i, level);
		Bulkhead bulkhead = ended.bulkheads.get(b);
		return (bulkhead.spare < this.depth && !this.broken.contains(Rule.A_RESERVE_IS_KEPT))
				? ended.with(b, bulkhead.spared()) : granted(ended, b);
	}

	/**
	 * Give the turn that is free to one that waits, if any.
	 */
	private State granted(State state, int b) {
		Bulkhead bulkhead = state.bulkheads.get(b);
		if (bulkhead.queue.isEmpty()) {
			return state.with(b, bulkhead.settled(spares()));
		}
		boolean newest = bulkhead.newestFirst && !this.broken.contains(Rule.THE_NEWEST_FIRST);
		List<Integer> queue = new ArrayList<>(bulkhead.queue);
		int chosen = queue.remove(newest ? queue.size() - 1 : 0);
		return state.with(b, new Bulkhead(0, bulkhead.spare, List.copyOf(queue), bulkhead.newestFirst))
			.with(chosen, state.chains.get(chosen).running(true));
	}

	/**
	 * One more than the newest chain has loads, which may not have begun yet.
	 */
	private int spares() {
		return this.depth + 1;
	}

	private int bulkhead(int chain, int level) {
		return (chain + level) % this.bulkheads;
	}

	/**
	 * What keeps loads from waiting for each other.
	 */
	enum Rule {

		/** A load that is known to be nested takes no turn. */
		NESTED_LOADS_BORROW,

		/** Nor does one that a nested load joins. */
		A_JOINED_LOAD_BORROWS,

		/** If no load ends, one that waits is let in. */
		A_STALL_LETS_ONE_IN,

		/** It is the newest, and so are those that follow. */
		THE_NEWEST_FIRST,

		/** As many can be let in at any time as a chain has loads. */
		A_RESERVE_IS_KEPT

	}

	/**
	 * What the innermost load of a chain does.
	 */
	enum Phase {

		WAITS, RUNS, JOINED, RETURNS

	}

	/**
	 * A chain of loads.
	 *
	 * @param counted for each of its loads that have their turn, whether they took one
	 */
	record Chain(List<Boolean> counted, Phase phase) {

		boolean isDone() {
			return this.phase == Phase.RETURNS && this.counted.isEmpty();
		}

		Chain running(boolean took) {
			List<Boolean> all = new ArrayList<>(this.counted);
			all.add(took);
			return new Chain(List.copyOf(all), Phase.RUNS);
		}

	}

	/**
	 * A bulkhead.
	 *
	 * @param free turns to be had
	 * @param spare how many may be let in beyond
	 * @param queue the chains that wait, in their order
	 */
	record Bulkhead(int free, int spare, List<Integer> queue, boolean newestFirst) {

		Bulkhead with(List<Integer> queue) {
			return new Bulkhead(this.free, this.spare, List.copyOf(queue), this.newestFirst);
		}

		Bulkhead spared() {
			return new Bulkhead(this.free, this.spare + 1, this.queue, this.newestFirst);
		}

		Bulkhead settled(int spares) {
			return (this.spare < spares) ? new Bulkhead(this.free, this.spare + 1, this.queue, false)
					: new Bulkhead(this.free + 1, this.spare, this.queue, false);
		}

	}

	record State(List<Chain> chains, List<Bulkhead> bulkheads) {

		State with(int i, Chain chain) {
			List<Chain> all = new ArrayList<>(this.chains);
			all.set(i, chain);
			return new State(List.copyOf(all), this.bulkheads);
		}

		State with(int b, Bulkhead bulkhead) {
			List<Bulkhead> all = new ArrayList<>(this.bulkheads);
			all.set(b, bulkhead);
			return new State(this.chains, List.copyOf(all));
		}

	}

}
