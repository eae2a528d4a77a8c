package io.regioncache.cache.load;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;

import io.regioncache.store.command.WriteBatch;

/**
 * Runs tasks on the thread that waits for their outcome, so that a blocking load runs in
 * its caller's transaction and with its thread locals.
 */
public final class CallerThread implements Executor {

	private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

	/**
	 * Wait for an outcome on this thread, which runs what leads to it: all threads of an
	 * executor may wait in the same way.
	 * @param begin begins what leads to the outcome, with tasks for this thread
	 */
	public static <T> T awaitHere(Function<Executor, CompletableFuture<T>> begin) {
		CallerThread thread = new CallerThread();
		try {
			return thread.await(begin.apply(thread));
		}
		catch (RuntimeException | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void execute(Runnable task) {
		this.tasks.add(task);
	}

	/**
	 * Run tasks until the outcome is there. An interrupt is kept for the tasks and for
	 * the caller; it does not end the waiting, which is bounded elsewhere.
	 * @throws Throwable what the outcome has completed with
	 */
	public <T> T await(CompletableFuture<T> outcome) throws Throwable {
		WriteBatch.flush();
		outcome.whenComplete((value, ex) -> execute(() -> {
		}));
		boolean interrupted = false;
		try {
			while (!outcome.isDone()) {
				try {
					Runnable task = this.tasks.take();
					if (interrupted) {
						Thread.currentThread().interrupt();
					}
					task.run();
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
				interrupted |= Thread.interrupted();
			}
			return outcome.get();
		}
		catch (ExecutionException ex) {
			throw OriginFailure.unwrap(ex);
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
