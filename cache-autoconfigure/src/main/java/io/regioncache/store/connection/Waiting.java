package io.regioncache.store.connection;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

import io.regioncache.region.MonotonicClock;
import io.regioncache.store.command.WriteBatch;
import org.jspecify.annotations.Nullable;

/**
 * Waits for futures on threads of callers. A future's own methods replace the blocked
 * thread where it belongs to a fork-join pool, and throw a
 * {@link java.util.concurrent.RejectedExecutionException} where that has too many: that
 * is nothing a caller has to know of.
 */
public final class Waiting {

	private Waiting() {
	}

	/**
	 * Wait for an outcome, which is bounded elsewhere. An interrupt is kept for the
	 * caller.
	 * @param <T> the type of the outcome
	 * @param outcome what is waited for
	 * @return the outcome, as {@link CompletableFuture#join()} gives it
	 */
	public static <T extends @Nullable Object> T join(CompletableFuture<T> outcome) {
		await(outcome, Long.MAX_VALUE);
		return outcome.join();
	}

	/**
	 * Wait for an outcome for a bounded time.
	 * @param outcome what is waited for
	 * @param nanos how long, in nanoseconds
	 * @return whether it is there
	 */
	public static boolean await(CompletableFuture<?> outcome, long nanos) {
		if (outcome.isDone()) {
			return true;
		}
		WriteBatch.flush();
		Thread waiting = Thread.currentThread();
		outcome.whenComplete((value, ex) -> LockSupport.unpark(waiting));
		return park(outcome, MonotonicClock.SYSTEM.nanos() + nanos);
	}

	/**
	 * Without a latch: each hit waits once.
	 */
	private static boolean park(CompletableFuture<?> outcome, long deadline) {
		boolean interrupted = false;
		long left = deadline - MonotonicClock.SYSTEM.nanos();
		while (!outcome.isDone() && left > 0) {
			LockSupport.parkNanos(outcome, left);
			interrupted |= Thread.interrupted();
			left = deadline - MonotonicClock.SYSTEM.nanos();
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
		return outcome.isDone();
	}

}
