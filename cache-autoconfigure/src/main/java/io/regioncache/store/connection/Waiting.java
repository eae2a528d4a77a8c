package io.regioncache.store.connection;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

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
		CountDownLatch done = new CountDownLatch(1);
		outcome.whenComplete((value, ex) -> done.countDown());
		return await(done, MonotonicClock.SYSTEM.nanos() + nanos);
	}

	private static boolean await(CountDownLatch done, long deadline) {
		boolean interrupted = false;
		try {
			while (true) {
				try {
					return done.await(deadline - MonotonicClock.SYSTEM.nanos(), TimeUnit.NANOSECONDS);
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
