package io.regioncache.cache;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.regioncache.store.connection.Delays;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how many loads of a cache run at once, first come, first served, so that a dead
 * Redis or a cleared tag cannot flood the origin.
 * <p>
 * <b>No load waits for a turn that waits for it.</b> Only loads that nobody with a turn
 * waits for have to wait, see {@link LoadTurn}. Whether somebody does can be unknown,
 * where user code hands a call to a thread of its own. So if no load ends for a quarter
 * of the longest wait, and a second at least, the loads that run may be waiting for those
 * that wait. Then the newest of these, the likeliest to be waited for, is let in beyond
 * the bound, and another ten times as often, until a load ends. There are never more than
 * {@link #spare} such loads, and none while loads end.
 */
final class Bulkhead {

	/**
	 * How deep loads may be nested of which that is not known: so many can always be let
	 * in.
	 */
	private static final int DEPTH = 8;

	private static final int STEPS = 50;

	/**
	 * The shortest time without the end of a load that says anything.
	 */
	private static final Duration SHORTEST_STALL = Duration.ofSeconds(1);

	private final Deque<CompletableFuture<Boolean>> waiting = new ArrayDeque<>();

	private final Duration maxWait;

	private final Duration stall;

	private final Runnable stalled;

	private int free;

	/** How many more may be let in beyond the bound. */
	private int spare;

	/** Turns beyond the bound. */
	private int extra;

	private long ended;

	private boolean watched;

	private boolean newestFirst;

	private long stalledAt;

	/**
	 * Create a bulkhead.
	 * @param turns how many loads run at once
	 * @param maxWait how long a load waits for its turn
	 * @param stalled called when a load is let in beyond the bound
	 */
	Bulkhead(int turns, Duration maxWait, Runnable stalled) {
		this(turns, maxWait, stall(maxWait), stalled);
	}

	Bulkhead(int turns, Duration maxWait, Duration stall, Runnable stalled) {
		this.free = turns;
		this.spare = Math.max(turns, DEPTH);
		this.maxWait = maxWait;
		this.stall = stall;
		this.stalled = stalled;
	}

	private static Duration stall(Duration maxWait) {
		Duration quarter = maxWait.dividedBy(4);
		return (quarter.compareTo(SHORTEST_STALL) > 0) ? quarter : SHORTEST_STALL;
	}

	/**
	 * Ask for a turn.
	 * @return completes when it has come, with whether the load has a turn of its own;
	 * exceptionally with {@link java.util.concurrent.TimeoutException} if that takes too
	 * long
	 */
	CompletableFuture<Boolean> acquire(LoadTurn turn) {
		CompletableFuture<Boolean> come = new CompletableFuture<>();
		if (!turn.await(come)) {
			return CompletableFuture.completedFuture(false);
		}
		synchronized (this) {
			if (this.free > 0) {
				if (come.complete(true)) {
					this.free--;
				}
				return come;
			}
			this.waiting.add(come);
			watch();
		}
		return come.orTimeout(this.maxWait.toNanos(), TimeUnit.NANOSECONDS).whenComplete((counted, ex) -> {
			if (ex != null || !counted) {
				forget(come);
			}
		});
	}

	private synchronized void forget(CompletableFuture<Boolean> come) {
		this.waiting.remove(come);
	}

	/**
	 * A load has ended.
	 * @param counted whether it had a turn of its own
	 */
	void ended(boolean counted) {
		synchronized (this) {
			this.ended++;
		}
		if (counted) {
			release();
		}
	}

	private void release() {
		CompletableFuture<Boolean> next;
		do {
			next = next();
		}
		while (next != null && !next.complete(true));
	}

	private synchronized @Nullable CompletableFuture<Boolean> next() {
		boolean vanishes = this.extra > 0 && (this.spare < DEPTH || this.waiting.isEmpty());
		if (vanishes) {
			this.extra--;
			this.spare++;
			return null;
		}
		CompletableFuture<Boolean> next = this.newestFirst ? this.waiting.pollLast() : this.waiting.pollFirst();
		if (next == null) {
			this.free++;
		}
		return next;
	}

	/**
	 * Look after those that wait, for as long as there are any.
	 */
	private void watch() {
		if (!this.watched) {
			this.watched = true;
			long seen = this.ended;
			Delays.ofNanos(this.stall.toNanos() / (this.newestFirst ? STEPS : 1)).thenRun(() -> look(seen));
		}
	}

	private void look(long seen) {
		CompletableFuture<Boolean> let = letIn(seen);
		if (let != null) {
			this.stalled.run();
			if (!let.complete(true)) {
				release();
			}
		}
	}

	private synchronized @Nullable CompletableFuture<Boolean> letIn(long seen) {
		this.watched = false;
		if (this.waiting.isEmpty()) {
			this.newestFirst = false;
			return null;
		}
		CompletableFuture<Boolean> let = null;
		if (this.ended == seen) {
			this.newestFirst = true;
			this.stalledAt = System.nanoTime();
			if (this.spare > 0) {
				let = this.waiting.removeLast();
				this.spare--;
				this.extra++;
			}
		}
		else if (System.nanoTime() - this.stalledAt > this.stall.toNanos()) {
			this.newestFirst = false;
		}
		watch();
		return let;
	}

	/**
	 * How many wait for their turn.
	 */
	synchronized int waiting() {
		return this.waiting.size();
	}

}
