package io.regioncache.store.connection;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

import io.regioncache.region.MonotonicClock;
import org.jspecify.annotations.Nullable;

/**
 * The first attempt to connect, which the first callers wait for, all of them until the
 * same moment.
 */
public final class FirstAttempt {

	private final CompletableFuture<Void> ended = new CompletableFuture<>();

	private final Duration wait;

	private final MonotonicClock clock;

	private final AtomicReference<@Nullable Long> deadline = new AtomicReference<>();

	/**
	 * Expect an attempt.
	 * @param wait how long it is waited for
	 */
	FirstAttempt(Duration wait, MonotonicClock clock) {
		this.wait = wait;
		this.clock = clock;
	}

	void begin() {
		this.deadline.set(this.clock.nanos() + this.wait.toNanos());
	}

	private long left() {
		Long deadline = this.deadline.get();
		return (deadline != null) ? Math.max(0, deadline - this.clock.nanos()) : this.wait.toNanos();
	}

	void end() {
		this.ended.complete(null);
	}

	/**
	 * Return an answer that completes with the attempt, however it ends.
	 */
	public CompletableFuture<Void> ended() {
		return this.ended;
	}

	boolean hasEnded() {
		return this.ended.isDone();
	}

	/**
	 * Whether nobody waits for it any more.
	 */
	public boolean isSettled() {
		return hasEnded() || left() <= 0;
	}

	void await() {
		try {
			this.ended.get(left(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			// Then there is no session yet
		}
	}

}
