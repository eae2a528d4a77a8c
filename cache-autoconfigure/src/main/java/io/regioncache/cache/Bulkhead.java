package io.regioncache.cache;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Bounds how many loads of a cache run at once, first come, first served, so that a dead
 * Redis or a cleared tag cannot flood the origin.
 */
final class Bulkhead {

	private final Deque<CompletableFuture<Void>> waiting = new ArrayDeque<>();

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
		return turn.orTimeout(this.maxWait.toNanos(), TimeUnit.NANOSECONDS);
	}

	void release() {
		while (true) {
			CompletableFuture<Void> next;
			synchronized (this) {
				next = this.waiting.poll();
				if (next == null) {
					this.free++;
					return;
				}
			}
			if (next.complete(null)) {
				return;
			}
		}
	}

}
