package io.regioncache.interceptor;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * One run of a body that a subscription has started, followed to its end.
 * <p>
 * A body may write until it ends, and what it has written must be invalidated afterwards.
 * Only of a coroutine is the end known once it is canceled. So no other body is canceled
 * with its subscription: it runs to its end.
 */
final class BodyRun {

	private static final Supplier<CompletableFuture<Void>> NOW = () -> CompletableFuture.completedFuture(null);

	private Supplier<CompletableFuture<Void>> ended = NOW;

	private @Nullable CompletableFuture<?> value;

	private boolean canceled;

	/**
	 * Call the method.
	 * @param body the method
	 * @return what it returned
	 */
	@Nullable Object call(Callback body) throws Exception {
		StartedBody started = body.call();
		synchronized (this) {
			this.ended = started.ended();
		}
		return started.publisher();
	}

	/**
	 * Subscribe to what the method returns.
	 * @param source calls the method
	 * @param context the context of the subscriber
	 * @return completes when the body has ended
	 */
	CompletableFuture<@Nullable Object> subscribe(Mono<?> source, ContextView context) {
		if (isCanceled()) {
			return CompletableFuture.failedFuture(new CancellationException());
		}
		CompletableFuture<?> value = source.contextWrite(context).toFuture();
		if (begin(value)) {
			value.cancel(false);
		}
		return value
			.<CompletableFuture<@Nullable Object>>handle(
					(result, failure) -> (failure == null) ? CompletableFuture.completedFuture(result)
							: end().thenCompose((done) -> CompletableFuture.failedFuture(failure)))
			.thenCompose(Function.identity());
	}

	/**
	 * Take note of the value of the body, for {@link #cancel}.
	 * @return whether it was canceled in the meantime
	 */
	private synchronized boolean begin(CompletableFuture<?> value) {
		this.value = value;
		return this.canceled;
	}

	/**
	 * Cancel the body, whose end must be known then.
	 */
	void cancel() {
		CompletableFuture<?> running;
		synchronized (this) {
			this.canceled = true;
			running = this.value;
		}
		if (running != null) {
			running.cancel(false);
		}
	}

	private synchronized boolean isCanceled() {
		return this.canceled;
	}

	private synchronized CompletableFuture<Void> end() {
		return this.canceled ? this.ended.get() : NOW.get();
	}

	/**
	 * Calls a method.
	 */
	@FunctionalInterface
	interface Callback {

		StartedBody call() throws Exception;

	}

	/**
	 * What a method has returned.
	 *
	 * @param publisher a {@code Mono} or a {@code Flux}
	 * @param ended tells, once it is canceled, when the body has ended
	 */
	record StartedBody(@Nullable Object publisher, Supplier<CompletableFuture<Void>> ended) {

		/**
		 * One that is never canceled.
		 */
		static StartedBody of(@Nullable Object publisher) {
			return new StartedBody(publisher, NOW);
		}

	}

}
