package io.regioncache.cache.load;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import io.regioncache.caller.CallerScope;
import org.jspecify.annotations.Nullable;

/**
 * Carries what the origin has thrown past the wrappers of futures, so that it reaches the
 * caller untouched even if it is such a wrapper itself.
 */
public final class OriginFailure extends RuntimeException {

	private final Throwable thrown;

	public OriginFailure(Throwable thrown) {
		super(null, thrown, false, false);
		this.thrown = thrown;
	}

	/**
	 * Return what was thrown in the first place.
	 */
	public static Throwable unwrap(Throwable ex) {
		Throwable inner = ex;
		while (true) {
			if (inner instanceof OriginFailure failure) {
				return failure.thrown;
			}
			@Nullable Throwable cause = inner.getCause();
			if (cause == null || !(inner instanceof CompletionException || inner instanceof ExecutionException)) {
				return inner;
			}
			inner = cause;
		}
	}

	/**
	 * Return whether a failed load says that the origin cannot answer. One that was
	 * canceled says nothing of the origin, nor does one that was refused its caller, and
	 * an error needs to be seen.
	 */
	public static boolean isOfOrigin(Throwable failure) {
		return failure instanceof Exception && !(failure instanceof CancellationException)
				&& !(failure instanceof InterruptedException) && !SecurityFailures.isOne(failure);
	}

	/**
	 * Return the same outcome, failed with what was thrown in the first place.
	 * @param scope what the caller is part of: whatever follows is part of it, too
	 */
	public static <T extends @Nullable Object> CompletableFuture<T> unwrapped(CompletableFuture<T> outcome,
			@Nullable LoadScope scope) {
		CompletableFuture<T> result = new CompletableFuture<>();
		outcome.whenComplete((value, ex) -> {
			try (CallerScope binding = LoadScope.bind(scope)) {
				if (ex != null) {
					result.completeExceptionally(unwrap(ex));
				}
				else {
					result.complete(value);
				}
			}
		});
		return result;
	}

}
