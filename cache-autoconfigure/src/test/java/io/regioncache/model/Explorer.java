package io.regioncache.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import io.regioncache.model.Verdict.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Visits every state of a model, breadth first: what it reports broken it reaches by the
 * shortest way.
 */
public final class Explorer<S> {

	private final Model<S> model;

	private final Map<S, Integer> numbers = new HashMap<>();

	private final List<S> states = new ArrayList<>();

	private final List<Integer> resting = new ArrayList<>();

	private final Map<String, Predicate<S>> unreached;

	/** The edges that lead to a state, as a linked list: the first found is the last. */
	private int[] lastEdgeTo = new int[1024];

	private int[] edgeBefore = new int[4096];

	private int[] edgeFrom = new int[4096];

	private int edges;

	private int[] discoveredFrom = new int[1024];

	private Explorer(Model<S> model) {
		this.model = model;
		this.unreached = new LinkedHashMap<>(model.reaches());
	}

	public static <S> Verdict explore(Model<S> model) {
		return new Explorer<>(model).explore();
	}

	private Verdict explore() {
		number(this.model.start(), -1);
		for (int here = 0; here < this.states.size(); here++) {
			if (this.states.size() > this.model.bound()) {
				return verdict(Outcome.INCONCLUSIVE, "more than %,d states".formatted(this.model.bound()), here);
			}
			String broken = visit(here);
			if (broken != null) {
				return verdict(Outcome.BROKEN, broken, here);
			}
		}
		if (!this.unreached.isEmpty()) {
			return verdict(Outcome.INCONCLUSIVE, "never happens: " + String.join(", ", this.unreached.keySet()), 0);
		}
		int stuck = restless();
		return (stuck < 0) ? verdict(Outcome.HOLDS, "", 0)
				: verdict(Outcome.INCONCLUSIVE, "cannot come to rest from here", stuck);
	}

	private @Nullable String visit(int here) {
		S state = this.states.get(here);
		String broken = this.model.always().wrongWith(state);
		if (broken != null) {
			return broken;
		}
		this.unreached.values().removeIf((happened) -> happened.test(state));
		int before = this.edges;
		this.model.steps().from(state, (label, after) -> connect(here, number(after, here)));
		boolean rests = this.edges == before;
		this.model.faults().from(state, (label, after) -> connect(here, number(after, here)));
		if (!rests) {
			return null;
		}
		this.resting.add(here);
		return this.model.atRest().wrongWith(state);
	}

	private int number(S state, int from) {
		int next = this.states.size();
		Integer known = this.numbers.putIfAbsent(state, next);
		if (known != null) {
			return known;
		}
		this.states.add(state);
		if (next == this.lastEdgeTo.length) {
			this.lastEdgeTo = Arrays.copyOf(this.lastEdgeTo, next * 2);
			this.discoveredFrom = Arrays.copyOf(this.discoveredFrom, next * 2);
		}
		this.lastEdgeTo[next] = -1;
		this.discoveredFrom[next] = from;
		return next;
	}

	private void connect(int from, int to) {
		if (this.edges == this.edgeFrom.length) {
			this.edgeFrom = Arrays.copyOf(this.edgeFrom, this.edges * 2);
			this.edgeBefore = Arrays.copyOf(this.edgeBefore, this.edges * 2);
		}
		this.edgeFrom[this.edges] = from;
		this.edgeBefore[this.edges] = this.lastEdgeTo[to];
		this.lastEdgeTo[to] = this.edges++;
	}

	/**
	 * Find a state from which no resting state can be reached: there a check at rest
	 * would be empty.
	 */
	private int restless() {
		BitSet settles = new BitSet(this.states.size());
		ArrayDeque<Integer> todo = new ArrayDeque<>(this.resting);
		this.resting.forEach(settles::set);
		while (!todo.isEmpty()) {
			for (int edge = this.lastEdgeTo[todo.remove()]; edge >= 0; edge = this.edgeBefore[edge]) {
				int from = this.edgeFrom[edge];
				if (!settles.get(from)) {
					settles.set(from);
					todo.add(from);
				}
			}
		}
		int first = settles.nextClearBit(0);
		return (first < this.states.size()) ? first : -1;
	}

	private Verdict verdict(Outcome outcome, String reason, int at) {
		return new Verdict(outcome, reason, trace(at), this.states.size(), this.resting.size());
	}

	/**
	 * Labels are not kept: the few on the way are found by taking its steps again.
	 */
	private List<String> trace(int at) {
		LinkedList<String> trace = new LinkedList<>();
		for (int to = at; this.discoveredFrom[to] >= 0; to = this.discoveredFrom[to]) {
			trace.addFirst(label(this.states.get(this.discoveredFrom[to]), this.states.get(to)));
		}
		return List.copyOf(trace);
	}

	private String label(S from, S to) {
		List<String> labels = new ArrayList<>();
		this.model.steps().from(from, (label, after) -> {
			if (after.equals(to)) {
				labels.add(label);
			}
		});
		this.model.faults().from(from, (label, after) -> {
			if (after.equals(to)) {
				labels.add("fault: " + label);
			}
		});
		return labels.get(0);
	}

}
