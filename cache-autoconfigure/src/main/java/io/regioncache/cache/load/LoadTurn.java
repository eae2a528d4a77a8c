package io.regioncache.cache.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The turn of one load at a {@link Bulkhead}. A load that another load waits for runs on
 * the turn of that one: it never waits for its own. The keys of a bulk share a turn, and
 * may ask the origin more than once with it.
 */
public final class LoadTurn {

	private boolean lent;

	private final List<CompletableFuture<Boolean>> awaited = new ArrayList<>(1);

	/**
	 * Create a turn.
	 * @param lent whether a load waits for this one from the start
	 */
	public LoadTurn(boolean lent) {
		this.lent = lent;
	}

	/**
	 * A load with a turn waits for this one, which begins at once if it was waiting.
	 */
	void lend() {
		List<CompletableFuture<Boolean>> waiting;
		synchronized (this) {
			this.lent = true;
			waiting = List.copyOf(this.awaited);
		}
		waiting.forEach((come) -> come.complete(false));
	}

	synchronized boolean isLent() {
		return this.lent;
	}

	/**
	 * The load is about to wait for its turn.
	 * @param come completed, with {@code false}, once the turn is lent
	 * @return whether it has to wait
	 */
	synchronized boolean await(CompletableFuture<Boolean> come) {
		this.awaited.add(come);
		return !this.lent;
	}

}
