package io.regioncache.cache.load;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.regioncache.region.MonotonicClock;
import io.regioncache.store.connection.Delays;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how many loads of a cache run at once, first come, first served, so that a dead
 * Redis or a cleared tag cannot flood the origin.
 * <p>
 * <b>No load waits for a turn that waits for it.</b> Only loads that nobody with a turn
 * waits for have to wait, see {@link LoadTurn}. Whether somebody does can be unknown,
 * where user code goes on on a thread of its own. So if no load ends for a while, loads
 * may begin beyond the bound, the newest first, as the {@link StallRule} says. Loads that
 * surely work give it no reason to.
 */
final class Bulkhead {

	/**
	 * Which part of the longest wait passes without the end of a load before others are
	 * let in, unless that is less than {@link #SHORTEST_STALL}.
	 */
	private static final int STALL = 400;

	private static final Duration SHORTEST_STALL = Duration.ofMillis(25);

	/**
	 * With a shorter wait than this, loads are refused rather than let in beyond the
	 * bound.
	 */
	private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

	private final Deque<Admission> waiting = new ArrayDeque<>();

	private final Set<Admission> running = new HashSet<>();

	private final Duration maxWait;

	private final long interval;

	private final Runnable nested;

	private final MonotonicClock clock;

	private final StallRule rule;

	private long begun;

	private long trial;

	private boolean watched;

	/**
	 * Create a bulkhead.
	 * @param turns how many loads run at once
	 * @param maxWait how long a load waits for its turn
	 * @param nested called when loads turn out to wait for others that wait for their
	 * turn
	 * @param clock tells how long loads take
	 */
	Bulkhead(int turns, Duration maxWait, Runnable nested, MonotonicClock clock) {
		this.clock = clock;
		Duration stall = maxWait.dividedBy(STALL);
		this.maxWait = maxWait;
		this.interval = ((stall.compareTo(SHORTEST_STALL) > 0) ? stall : SHORTEST_STALL).toNanos() / StallRule.SHORTEST;
		this.rule = new StallRule(turns, (int) (maxWait.toNanos() / 4 / this.interval));
		this.nested = nested;
	}

	/**
	 * Ask for a turn.
	 * @return completes when it has come, which {@link #ended} has to follow;
	 * exceptionally with {@link java.util.concurrent.TimeoutException} if that takes too
	 * long
	 */
	CompletableFuture<Admission> acquire(LoadTurn turn) {
		Admission load = new Admission(this.clock);
		CompletableFuture<Boolean> come = load.come();
		if (!turn.await(come)) {
			come.complete(false);
		}
		else if (!beginsAtOnce(load)) {
			come.orTimeout(this.maxWait.toNanos(), TimeUnit.NANOSECONDS).whenComplete((counted, ex) -> {
				if (ex != null || !counted) {
					forget(load);
				}
			});
		}
		return come.thenApply((counted) -> load);
	}

	private synchronized boolean beginsAtOnce(Admission load) {
		if (this.waiting.isEmpty() && this.running.size() < this.rule.limit()) {
			if (load.come().complete(true)) {
				begin(load);
			}
			return true;
		}
		this.waiting.add(load);
		this.rule.came();
		watch();
		return false;
	}

	private void begin(Admission load) {
		load.begin(++this.begun);
		this.running.add(load);
	}

	private synchronized void forget(Admission load) {
		this.waiting.remove(load);
	}

	/**
	 * A load has ended.
	 */
	void ended(Admission load) {
		boolean proof = false;
		synchronized (this) {
			if (this.running.remove(load)) {
				proof = this.rule.ended(load.number() > this.trial, looks(load.nanos()));
			}
			else {
				this.rule.progressed();
			}
		}
		letIn();
		if (proof) {
			this.nested.run();
		}
	}

	private int looks(long nanos) {
		return (int) Math.min(nanos / this.interval, Integer.MAX_VALUE / 4);
	}

	private void letIn() {
		Admission next = next(null);
		while (next != null) {
			next = next(next.come().complete(true) ? null : next);
		}
	}

	/**
	 * Take the next that may begin.
	 * @param gone one that was taken, and has waited too long
	 */
	private synchronized @Nullable Admission next(@Nullable Admission gone) {
		if (gone != null) {
			this.running.remove(gone);
		}
		if (this.waiting.isEmpty()) {
			this.rule.settle();
			return null;
		}
		if (this.running.size() >= this.rule.limit()) {
			return null;
		}
		Admission next = this.rule.isTrial() ? this.waiting.removeLast() : this.waiting.removeFirst();
		begin(next);
		return next;
	}

	/**
	 * Look after those that wait, for as long as there are any.
	 */
	private void watch() {
		if (!this.watched && this.maxWait.compareTo(SHORTEST_WAIT) >= 0) {
			this.watched = true;
			Delays.ofNanos(this.interval).thenRun(this::look);
		}
	}

	/**
	 * Take a look at those that wait.
	 */
	void look() {
		synchronized (this) {
			boolean trial = this.rule.isTrial();
			this.rule.look(this.waiting.size(), this.running.size(), this::working);
			if (!trial) {
				this.trial = this.begun;
			}
		}
		letIn();
		synchronized (this) {
			this.watched = false;
			if (!this.waiting.isEmpty()) {
				watch();
			}
		}
	}

	private int working() {
		return (int) this.running.stream().filter(Admission::isWorking).count();
	}

	/**
	 * How many wait for their turn.
	 */
	synchronized int waiting() {
		return this.waiting.size();
	}

	synchronized int running() {
		return this.running.size();
	}

}
