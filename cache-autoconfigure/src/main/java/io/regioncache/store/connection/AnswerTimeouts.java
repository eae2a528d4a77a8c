package io.regioncache.store.connection;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.regioncache.region.MonotonicClock;
import org.jspecify.annotations.Nullable;

/**
 * Fails answers that do not come in time, all of them after the same time.
 * <p>
 * {@link CompletableFuture#orTimeout} wakes its thread for nearly every command, which
 * costs half of what the command does. Here the oldest answer alone is waited for; what
 * was answered meanwhile is forgotten when its time is over.
 */
final class AnswerTimeouts {

	private final Queue<Pending> pending = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean scheduled = new AtomicBoolean();

	private final long nanos;

	private final MonotonicClock clock;

	/**
	 * Create a watch on answers.
	 * @param timeout how long they may take
	 * @param clock passes as the time does by which threads wait
	 */
	AnswerTimeouts(Duration timeout, MonotonicClock clock) {
		this.nanos = timeout.toNanos();
		this.clock = clock;
	}

	/**
	 * Send a command, and wait for its answer for no longer than the timeout.
	 * @param command sends the command; what it throws fails the answer
	 * @return the answer
	 */
	<T> CompletableFuture<T> ask(Supplier<CompletableFuture<T>> command) {
		CompletableFuture<T> answer;
		try {
			answer = command.get();
		}
		catch (RuntimeException ex) {
			answer = CompletableFuture.failedFuture(ex);
		}
		return bound(answer);
	}

	/**
	 * Fail an answer with a {@link TimeoutException} if it does not come in time.
	 * @return the same answer
	 */
	<T> CompletableFuture<T> bound(CompletableFuture<T> answer) {
		if (!answer.isDone()) {
			this.pending.add(new Pending(answer, this.clock.nanos() + this.nanos));
			if (this.scheduled.compareAndSet(false, true)) {
				schedule(this.nanos);
			}
		}
		return answer;
	}

	private void schedule(long delay) {
		CompletableFuture.delayedExecutor(Math.max(1, delay), TimeUnit.NANOSECONDS, Runnable::run).execute(this::sweep);
	}

	/**
	 * By one thread at a time: it is scheduled anew by itself, or where it has ended.
	 */
	private void sweep() {
		do {
			Pending oldest = dropOverdue();
			if (oldest != null) {
				schedule(oldest.deadline() - this.clock.nanos());
				return;
			}
			this.scheduled.set(false);
		}
		while (!this.pending.isEmpty() && this.scheduled.compareAndSet(false, true));
	}

	/**
	 * Fail what is overdue, and forget what was answered.
	 * @return the oldest that is still waited for, if there is one
	 */
	private @Nullable Pending dropOverdue() {
		for (Pending oldest = this.pending.peek(); oldest != null; oldest = this.pending.peek()) {
			if (oldest.deadline() - this.clock.nanos() > 0 && !oldest.answer().isDone()) {
				return oldest;
			}
			this.pending.poll();
			oldest.answer().completeExceptionally(new TimeoutException());
		}
		return null;
	}

	private record Pending(CompletableFuture<?> answer, long deadline) {

	}

}
