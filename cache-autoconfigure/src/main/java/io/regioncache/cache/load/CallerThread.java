package io.regioncache.cache.load;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;

import io.regioncache.store.command.WriteBatch;

/**
 * Runs tasks on the thread that waits for their outcome, so that a blocking load runs in
 * its caller's transaction and with its thread locals.
 */
public final class CallerThread implements Executor {

	private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

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
