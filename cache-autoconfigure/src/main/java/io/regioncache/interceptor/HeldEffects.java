package io.regioncache.interceptor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * The effects of the calls made inside one transaction, held until it has committed and
 * dropped if it rolls back.
 * <p>
 * A call that answers later may add its effects on another thread, even after the end of
 * the transaction; what it adds then shares the transaction's fate at once.
 */
final class HeldEffects {

	private final List<Effects> held = new ArrayList<>();

	private State state = State.OPEN;

	synchronized boolean isEmpty() {
		return this.held.isEmpty();
	}

	/**
	 * Add the effects of a call.
	 * @param effects the effects
	 * @return completes at once while the transaction is open
	 */
	CompletableFuture<Void> add(Effects effects) {
		synchronized (this) {
			if (this.state == State.OPEN) {
				this.held.add(effects.withoutFailures());
				return effects.failed();
			}
		}
		return switch (this.state) {
			case COMMITTED -> effects.applyAsync();
			case UNKNOWN -> effects.withoutValues().applyAsync();
			default -> effects.failed();
		};
	}

	/**
	 * Store none of the values held so far: a savepoint taken before them may have been
	 * rolled back. Their invalidations stay, which is always safe.
	 */
	synchronized void dropValues() {
		this.held.replaceAll(Effects::withoutValues);
	}

	void commit() {
		apply(end(State.COMMITTED), UnaryOperator.identity());
	}

	CompletableFuture<Void> commitAsync() {
		return applyAsync(end(State.COMMITTED), UnaryOperator.identity());
	}

	void rollback() {
		end(State.ROLLED_BACK);
	}

	/**
	 * Invalidate, but store nothing: the transaction may have committed.
	 */
	void suspect() {
		apply(end(State.UNKNOWN), Effects::withoutValues);
	}

	CompletableFuture<Void> suspectAsync() {
		return applyAsync(end(State.UNKNOWN), Effects::withoutValues);
	}

	/**
	 * What failed to be decided has been told to the caller it concerns; what fails now
	 * is told to whoever commits, after all else is done.
	 */
	private static void apply(List<Effects> all, UnaryOperator<Effects> change) {
		RuntimeException failure = null;
		for (Effects effects : all) {
			try {
				change.apply(effects).apply();
			}
			catch (RuntimeException ex) {
				failure = (failure != null) ? failure : ex;
			}
		}
		if (failure != null) {
			throw failure;
		}
	}

	private static CompletableFuture<Void> applyAsync(List<Effects> all, UnaryOperator<Effects> change) {
		return CompletableFuture
			.allOf(all.stream().map((effects) -> change.apply(effects).applyAsync()).toArray(CompletableFuture[]::new));
	}

	private synchronized List<Effects> end(State end) {
		if (this.state != State.OPEN) {
			return List.of();
		}
		this.state = end;
		List<Effects> effects = List.copyOf(this.held);
		this.held.clear();
		return effects;
	}

	private enum State {

		OPEN, COMMITTED, ROLLED_BACK, UNKNOWN

	}

}
