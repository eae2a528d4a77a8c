package io.regioncache.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * A small world: where it starts, what may happen in each of its states, and what must
 * hold.
 *
 * @param <S> an immutable state with value equality
 * @param start the first state
 * @param steps what its actors can do
 * @param faults what may go wrong as well; a state in which nothing but a fault is left
 * is at rest
 * @param always checked in every state
 * @param atRest checked where no step is left; that must be reachable from everywhere
 * @param reaches what must happen somewhere, or the model proves nothing
 * @param bound how many states it may have
 */
public record Model<S>(S start, Moves<S> steps, Moves<S> faults, Check<S> always, Check<S> atRest,
		Map<String, Predicate<S>> reaches, int bound) {

	private static final int BOUND = 1_500_000;

	public static <S> Model<S> of(S start, Moves<S> steps) {
		return new Model<>(start, steps, (state, next) -> {
		}, (state) -> null, (state) -> null, Map.of(), BOUND);
	}

	public Model<S> withFaults(Moves<S> faults) {
		return new Model<>(this.start, this.steps, faults, this.always, this.atRest, this.reaches, this.bound);
	}

	public Model<S> always(Check<S> check) {
		return new Model<>(this.start, this.steps, this.faults, check, this.atRest, this.reaches, this.bound);
	}

	public Model<S> atRest(Check<S> check) {
		return new Model<>(this.start, this.steps, this.faults, this.always, check, this.reaches, this.bound);
	}

	public Model<S> reaches(String what, Predicate<S> where) {
		Map<String, Predicate<S>> all = new LinkedHashMap<>(this.reaches);
		all.put(what, where);
		return new Model<>(this.start, this.steps, this.faults, this.always, this.atRest, all, this.bound);
	}

	public Model<S> boundedBy(int states) {
		return new Model<>(this.start, this.steps, this.faults, this.always, this.atRest, this.reaches, states);
	}

	/**
	 * Gives each state that can follow, with what has happened.
	 */
	@FunctionalInterface
	public interface Moves<S> {

		void from(S state, BiConsumer<String, S> next);

	}

	/**
	 * Says what is wrong with a state, or {@code null}.
	 */
	@FunctionalInterface
	public interface Check<S> {

		@Nullable String wrongWith(S state);

	}

}
