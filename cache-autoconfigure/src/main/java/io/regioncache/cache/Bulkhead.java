package io.regioncache.cache;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Bounds how many loads of a cache run at once, first come, first served, so that a dead
 * Redis or a cleared tag cannot flood the origin.
 */
final class Bulkhead {

	private final Set<CompletableFuture<Void>> waiting = new LinkedHashSet<>();

	private final Duration maxWait;

	private int free;

	Bulkhead(int permits, Duration maxWait) {
		this.free = permits;
		this.maxWait = maxWait;
	}

	/**
	 * Ask for a turn.
	 * @return completes when it has come; exceptionally with
	 * {@link java.util.concurrent.TimeoutException} if that takes too long
	 */
	CompletableFuture<Void> acquire() {
		CompletableFuture<Void> turn = new CompletableFuture<>();
		synchronized (this) {
			if (this.free > 0) {
				this.free--;
				turn.complete(null);
				return turn;
			}
			this.waiting.add(turn);
		}
		return turn.orTimeout(this.maxWait.toNanos(), TimeUnit.NANOSECONDS).whenComplete((come, ex) -> {
			if (ex != null) {
				forget(turn);
			}
		});
	}

	private synchronized void forget(CompletableFuture<Void> turn) {
		this.waiting.remove(turn);
	}

	void release() {
		CompletableFuture<Void> next;
		do {
			next = next();
		}
		while (next != null && !next.complete(null));
	}

	/**
	 * Take who waits longest off the list, or keep the turn for whoever comes next.
	 */
	private synchronized @Nullable CompletableFuture<Void> next() {
		Iterator<CompletableFuture<Void>> first = this.waiting.iterator();
		if (!first.hasNext()) {
			this.free++;
			return null;
		}
		CompletableFuture<Void> next = first.next();
		first.remove();
		return next;
	}

	/**
	 * How many wait for their turn.
	 */
	synchronized int waiting() {
		return this.waiting.size();
	}

}
