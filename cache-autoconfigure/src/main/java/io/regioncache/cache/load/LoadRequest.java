package io.regioncache.cache.load;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.Found;
import io.regioncache.cache.transaction.Transaction;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Lease;
import org.jspecify.annotations.Nullable;

/**
 * One caller's wish for one entry.
 *
 * @param key where the entry lies
 * @param request what the caller has said of it
 * @param source asks the origin
 * @param executor where values are decoded and the origin is asked
 * @param refreshed the entry that is to be replaced although it may still be served, or
 * {@code null}
 * @param caller who asks for it
 */
public record LoadRequest(EntryKey key, CacheRequest request, LoadSource source, Executor executor,
		@Nullable Envelope refreshed, LoadCaller caller) {

	public LoadRequest(EntryKey key, CacheRequest request, Supplier<? extends CompletionStage<?>> loader,
			Executor executor, @Nullable Envelope refreshed, LoadCaller caller) {
		this(key, request, LoadSource.of(loader), executor, refreshed, caller);
	}

	@Nullable LoadScope outer() {
		return this.caller.outer();
	}

	LoadTurn turn() {
		return this.caller.turn();
	}

	/**
	 * Whether the home region is behind what the caller has written.
	 */
	public boolean ahead() {
		return this.caller.ahead();
	}

	public @Nullable Transaction transaction() {
		return this.caller.transaction();
	}

	/**
	 * When the call began, in an order of all calls of this process.
	 */
	long begun() {
		return this.caller.begun();
	}

	/**
	 * Have it not wait for a turn if its thread belongs to a fork-join pool: a parallel
	 * stream may call it for a load, of which that thread knows nothing. It blocks the
	 * thread, so there are no more of them than the pool has threads.
	 */
	public LoadRequest onThread(Thread thread) {
		if (thread instanceof ForkJoinWorkerThread) {
			turn().lend();
		}
		return this;
	}

	/**
	 * The lease under which the result may be stored.
	 */
	@Nullable Lease limit(@Nullable Lease lease) {
		Transaction transaction = transaction();
		return (transaction != null) ? transaction.limit(lease) : lease;
	}

	/**
	 * Whether the load is nobody else's business: what it reads may never be committed,
	 * or be older than anybody can tell.
	 */
	boolean isPrivate(@Nullable Lease lease) {
		Transaction transaction = transaction();
		return transaction != null && (transaction.mayHaveWritten() || lease == null || transaction.begin().isVoid());
	}

	/**
	 * Whether there is no need to ask the origin any more.
	 */
	boolean isSatisfiedBy(Found found) {
		Envelope entry = found.entry();
		return found.status() == Found.Status.FRESH && entry != null && (this.refreshed == null
				|| !entry.lease().equals(this.refreshed.lease()) || entry.softExpiry() != this.refreshed.softExpiry());
	}

	/**
	 * Wait for another caller no longer than this, and go on once the source of this call
	 * lets it.
	 * @return the answer, or {@code null}
	 */
	<T> CompletableFuture<@Nullable T> waitFor(CompletableFuture<T> other, Duration wait) {
		return resumed(within(other, wait));
	}

	private <T extends @Nullable Object> CompletableFuture<T> resumed(CompletableFuture<T> waited) {
		return waited.handle((value, ex) -> this.source.resumes().thenCompose((goes) -> waited))
			.thenCompose(Function.identity());
	}

	private static <T> CompletableFuture<@Nullable T> within(CompletableFuture<T> answer, Duration wait) {
		CompletableFuture<@Nullable T> copy = new CompletableFuture<>();
		answer.whenComplete((value, ex) -> {
			if (ex != null) {
				copy.completeExceptionally(ex);
			}
			else {
				copy.complete(value);
			}
		});
		return copy.completeOnTimeout(null, wait.toNanos(), TimeUnit.NANOSECONDS);
	}

	/**
	 * A loader that blocks its thread.
	 */
	public static Supplier<CompletionStage<@Nullable Object>> blocking(Loader loader) {
		return () -> {
			CompletableFuture<@Nullable Object> value = new CompletableFuture<>();
			try {
				value.complete(loader.load());
			}
			catch (Throwable ex) {
				// It may be a wrapper of futures itself.
				value.completeExceptionally(new OriginFailure(ex));
			}
			return value;
		};
	}

}
