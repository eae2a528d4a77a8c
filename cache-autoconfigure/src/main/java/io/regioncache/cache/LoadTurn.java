package io.regioncache.cache;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * The turn of one load at a {@link Bulkhead}. A load that another load waits for runs on
 * the turn of that one: it never waits for its own.
 */
final class LoadTurn {

	private boolean lent;

	private @Nullable CompletableFuture<Boolean> awaited;

	/**
	 * Create a turn.
	 * @param lent whether a load waits for this one from the start
	 */
	LoadTurn(boolean lent) {
		this.lent = lent;
	}

	/**
	 * A load with a turn waits for this one, which begins at once if it was waiting.
	 */
	void lend() {
		CompletableFuture<Boolean> waiting;
		synchronized (this) {
			this.lent = true;
			waiting = this.awaited;
		}
		if (waiting != null) {
			waiting.complete(false);
		}
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
		this.awaited = come;
		return !this.lent;
	}

}
