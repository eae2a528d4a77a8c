package io.regioncache.cache.load;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * Hands outcomes over to callers.
 * <p>
 * What a caller does when its future completes may block. Neither the JDK's only thread
 * for timeouts may do that, by which every deadline of the JVM passes, nor the thread
 * that receives the answers of Redis.
 */
public final class Handover {

	private Handover() {
	}

	/**
	 * Have an outcome that is still to come completed by an executor.
	 * @return the same outcome
	 */
	public static <T extends @Nullable Object> CompletableFuture<T> to(Executor executor,
			CompletableFuture<T> outcome) {
		return outcome.isDone() ? outcome : outcome.whenCompleteAsync((value, ex) -> {
		}, executor);
	}

	/**
	 * Have a failure that is still to come completed by an executor. For outcomes that
	 * are completed there unless they fail.
	 * @return the same outcome
	 */
	public static <T extends @Nullable Object> CompletableFuture<T> ofFailures(Executor executor,
			CompletableFuture<T> outcome) {
		return outcome.isDone() ? outcome
				: outcome.exceptionallyComposeAsync(CompletableFuture::failedFuture, executor);
	}

}
