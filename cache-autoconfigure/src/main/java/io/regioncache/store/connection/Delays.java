package io.regioncache.store.connection;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A moment to let pass before one looks again, without a thread that waits.
 */
public final class Delays {

	private Delays() {
	}

	/**
	 * Let some time pass. What comes next runs on the JDK's thread for timeouts, and must
	 * not block it. The JDK's delayed executor would run it in the common pool, which has
	 * a single thread on a machine of two processors: a blocking task of the application
	 * there would let locks expire and wait out every deadline.
	 * @param nanos how long, in nanoseconds
	 * @return completed with {@code null} when it has passed
	 */
	public static CompletableFuture<Void> ofNanos(long nanos) {
		return new CompletableFuture<Void>().completeOnTimeout(null, nanos, TimeUnit.NANOSECONDS);
	}

	/**
	 * Let some time pass.
	 * @param millis how long, in milliseconds
	 * @return completed with {@code null} when it has passed
	 * @see #ofNanos(long)
	 */
	public static CompletableFuture<Void> ofMillis(long millis) {
		return ofNanos(TimeUnit.MILLISECONDS.toNanos(millis));
	}

}
