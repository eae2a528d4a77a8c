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
 * @param mistakes how often loads that are merely slow are taken for a stall
 */
record TurnsModel(Set<Rule> broken, boolean known, int depth, int bulkheads, boolean shared, int mistakes) {

	static final int TURNS = 1;

	/** How many loads run at most before they are let in one by one. */
	static final int MOST = 2 * TURNS;

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
			all.add(new Bulkhead(0, TURNS, List.of(), Trial.NONE, 0, false));
		}
		return Model.of(new State(List.copyOf(none), List.copyOf(all), this.mistakes, false), this::steps)
			.always(this::wrong)
			.atRest((state) -> state.chains.stream().allMatch(Chain::isDone) ? null : "some wait for ever")
			.reaches("a load waits", (state) -> state.bulkheads.stream().anyMatch((each) -> !each.queue.isEmpty()));
	}

	private String wrong(State state) {
		if (state.exceeded) {
			return "a load begins beyond the bound although no trial goes on";
		}
		for (Bulkhead bulkhead : state.bulkheads) {
			if (bulkhead.running > MOST + chain()) {
				return "more loads than may ever run";
			}
			if (this.known && this.mistakes == 0 && bulkhead.running > TURNS) {
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
		if (this.broken.contains(Rule.A_STALL_LETS_IN) || (taken[0] > 0 && state.mistakes == 0)) {
			return;
		}
		State before = (taken[0] > 0) ? state.mistaken() : state;
		for (int b = 0; b < state.bulkheads.size(); b++) {
			if (!state.bulkheads.get(b).queue.isEmpty()) {
				stall(before, b, "stall at " + b, next);
			}
		}
	}

	private void stall(State state, int b, String label, BiConsumer<String, State> next) {
		Bulkhead bulkhead = state.bulkheads.get(b);
		int floor = (bulkhead.trial == Trial.NONE) ? bulkhead.running : bulkhead.floor;
		int most = chain() + (bulkhead.slow ? floor : MOST);
		if (bulkhead.running < most) {
			int limit = Math.max(bulkhead.limit, bulkhead.running + 1);
			Trial trial = (bulkhead.trial == Trial.NONE) ? Trial.UNDECIDED : bulkhead.trial;
			next.accept(label, granted(
					state.with(b, new Bulkhead(bulkhead.running, limit, bulkhead.queue, trial, floor, bulkhead.slow)),
					b));
		}
	}

	private void step(State state, int i, BiConsumer<String, State> next) {
		Chain chain = state.chains.get(i);
		if (chain.phase == Phase.JOINED && state.chains.get(state.chains.size() - 1).isDone()) {
			next.accept("has joined", state.with(i, new Chain(chain.loads, Phase.RETURNS)));
		}
		if (chain.phase == Phase.RUNS && chain.loads.size() < this.depth) {
			if (this.shared && chain.loads.size() == 1 && i < state.chains.size() - 1) {
				join(state, i, next);
			}
			else {
				next.accept("asks", ask(state, i, chain));
			}
		}
		else if (chain.phase == Phase.RUNS || (chain.phase == Phase.RETURNS && !chain.loads.isEmpty())) {
			next.accept("ends", end(state, i, chain));
		}
	}

	private void join(State state, int i, BiConsumer<String, State> next) {
		int last = state.chains.size() - 1;
		Chain leader = state.chains.get(last);
		if (leader.phase == Phase.RUNS && leader.loads.isEmpty()) {
			return;
		}
		State joined = state.with(i, new Chain(state.chains.get(i).loads, Phase.JOINED));
		if (leader.phase == Phase.WAITS && this.known && !this.broken.contains(Rule.A_JOINED_LOAD_BORROWS)) {
			int b = bulkhead(last, leader.loads.size());
			List<Integer> queue = new ArrayList<>(state.bulkheads.get(b).queue);
			queue.remove((Integer) last);
			joined = joined.with(b, state.bulkheads.get(b).with(queue)).with(last, leader.running(Load.BORROWS));
		}
		next.accept("joins", joined);
	}

	private State ask(State state, int i, Chain chain) {
		boolean nested = !chain.loads.isEmpty();
		if (nested && this.known && !this.broken.contains(Rule.NESTED_LOADS_BORROW)) {
			return state.with(i, chain.running(Load.BORROWS));
		}
		int b = bulkhead(i, chain.loads.size());
		List<Integer> queue = new ArrayList<>(state.bulkheads.get(b).queue);
		queue.add(i);
		return granted(state.with(i, new Chain(chain.loads, Phase.WAITS)).with(b, state.bulkheads.get(b).with(queue)),
				b);
	}

	private State end(State state, int i, Chain chain) {
		int level = chain.loads.size() - 1;
		State ended = state.with(i, new Chain(chain.loads.subList(0, level), Phase.RETURNS));
		Load load = chain.loads.get(level);
		if (load == Load.BORROWS) {
			return ended;
		}
		int b = bulkhead(i, level);
		return granted(decided(ended, b, load == Load.ON_TRIAL), b);
	}

	/**
	 * A load has ended: which does so first decides what the trial has shown.
	 */
	private State decided(State state, int b, boolean onTrial) {
		Bulkhead bulkhead = state.bulkheads.get(b);
		Trial trial = bulkhead.trial;
		boolean slow = bulkhead.slow;
		if (trial == Trial.UNDECIDED) {
			trial = onTrial ? Trial.NESTED : Trial.NONE;
			slow = !onTrial;
		}
		int limit = bulkhead.limit;
		boolean vanishes = (trial == Trial.NONE) ? limit > TURNS && !this.broken.contains(Rule.THE_BOUND_RETURNS)
				: limit > MOST && !this.broken.contains(Rule.A_CHAIN_IS_KEPT);
		State decided = state.with(b, new Bulkhead(bulkhead.running - 1, vanishes ? limit - 1 : limit, bulkhead.queue,
				trial, bulkhead.floor, slow));
		return (trial == Trial.NONE) ? forgotten(decided, b) : decided;
	}

	/**
	 * A trial is over: what was let in on it is like any other load.
	 */
	private State forgotten(State state, int b) {
		State forgotten = state;
		for (int i = 0; i < state.chains.size(); i++) {
			Chain chain = state.chains.get(i);
			List<Load> loads = new ArrayList<>(chain.loads);
			for (int level = 0; level < loads.size(); level++) {
				if (bulkhead(i, level) == b && loads.get(level) == Load.ON_TRIAL) {
					loads.set(level, Load.COUNTS);
				}
			}
			forgotten = forgotten.with(i, new Chain(List.copyOf(loads), chain.phase));
		}
		return forgotten;
	}

	/**
	 * Let those begin that may.
	 */
	private State granted(State state, int b) {
		Bulkhead bulkhead = state.bulkheads.get(b);
		if (bulkhead.queue.isEmpty()) {
			return forgotten(
					state.with(b, new Bulkhead(bulkhead.running, TURNS, bulkhead.queue, Trial.NONE, 0, bulkhead.slow)),
					b);
		}
		if (bulkhead.running >= bulkhead.limit) {
			return state;
		}
		boolean trial = bulkhead.trial != Trial.NONE;
		boolean newest = trial && !this.broken.contains(Rule.THE_NEWEST_FIRST);
		List<Integer> queue = new ArrayList<>(bulkhead.queue);
		int chosen = queue.remove(newest ? queue.size() - 1 : 0);
		State after = (trial || bulkhead.running < TURNS) ? state : state.exceeding();
		return granted(after
			.with(b, new Bulkhead(bulkhead.running + 1, bulkhead.limit, List.copyOf(queue), bulkhead.trial,
					bulkhead.floor, bulkhead.slow))
			.with(chosen, state.chains.get(chosen).running(trial ? Load.ON_TRIAL : Load.COUNTS)), b);
	}

	/**
	 * One more than a chain has loads, for another may have begun meanwhile, and as many
	 * as are let in by mistake.
	 */
	private int chain() {
		return this.depth + this.mistakes;
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

		/** If no load ends, some that wait are let in. */
		A_STALL_LETS_IN,

		/** They are the newest, and so are those that follow. */
		THE_NEWEST_FIRST,

		/** As many can be let in one by one at any time as a chain has loads. */
		A_CHAIN_IS_KEPT,

		/** If one from before a stall ends first, turns beyond the bound vanish. */
		THE_BOUND_RETURNS

	}

	/**
	 * What the innermost load of a chain does.
	 */
	enum Phase {

		WAITS, RUNS, JOINED, RETURNS

	}

	/**
	 * How a load has come to run.
	 */
	enum Load {

		BORROWS, COUNTS, ON_TRIAL

	}

	/**
	 * What a stall has led to.
	 */
	enum Trial {

		NONE, UNDECIDED, NESTED

	}

	/**
	 * A chain of loads.
	 *
	 * @param loads those that have their turn, the outermost first
	 */
	record Chain(List<Load> loads, Phase phase) {

		boolean isDone() {
			return this.phase == Phase.RETURNS && this.loads.isEmpty();
		}

		Chain running(Load load) {
			List<Load> all = new ArrayList<>(this.loads);
			all.add(load);
			return new Chain(List.copyOf(all), Phase.RUNS);
		}

	}

	/**
	 * A bulkhead.
	 *
	 * @param running how many loads run on turns of their own
	 * @param limit how many may
	 * @param queue the chains that wait, in their order
	 * @param floor how many ran when the trial began
	 * @param slow whether the last trial has shown that loads are merely slow
	 */
	record Bulkhead(int running, int limit, List<Integer> queue, Trial trial, int floor, boolean slow) {

		Bulkhead with(List<Integer> queue) {
			return new Bulkhead(this.running, this.limit, List.copyOf(queue), this.trial, this.floor, this.slow);
		}

	}

	/**
	 * All of it.
	 *
	 * @param mistakes how often loads may still be taken for stalled
	 * @param exceeded whether a load has begun that should not have
	 */
	record State(List<Chain> chains, List<Bulkhead> bulkheads, int mistakes, boolean exceeded) {

		State with(int i, Chain chain) {
			List<Chain> all = new ArrayList<>(this.chains);
			all.set(i, chain);
			return new State(List.copyOf(all), this.bulkheads, this.mistakes, this.exceeded);
		}

		State with(int b, Bulkhead bulkhead) {
			List<Bulkhead> all = new ArrayList<>(this.bulkheads);
			all.set(b, bulkhead);
			return new State(this.chains, List.copyOf(all), this.mistakes, this.exceeded);
		}

		State mistaken() {
			return new State(this.chains, this.bulkheads, this.mistakes - 1, this.exceeded);
		}

		State exceeding() {
			return new State(this.chains, this.bulkheads, this.mistakes, true);
		}

	}

}
