package io.regioncache.store.connection;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

import io.regioncache.region.RegionThreads;
import io.regioncache.region.WorkerFailures;

/**
 * A thread that does something again and again, and soon where somebody wakes it. Nothing
 * is done twice at the same time.
 */
public final class PeriodicWorker {

	/**
	 * Who wakes it is often one of many that have seen the same.
	 */
	private static final long WAKING_MILLIS = 5;

	/**
	 * How long the present turn is waited for at the end.
	 */
	private static final long CLOSE_MILLIS = 1000;

	private final String name;

	private final ScheduledThreadPoolExecutor worker;

	private final Runnable turn;

	private final LongSupplier pause;

	private final WorkerFailures failures;

	private final AtomicBoolean woken = new AtomicBoolean();

	private final AtomicBoolean closed = new AtomicBoolean();

	/**
	 * Create a thread; nothing is done before {@link #start()}.
	 * @param name the name of the thread
	 * @param turn what is done
	 * @param pause tells after each turn how long to wait for the next, in milliseconds
	 * @param failures is told what a turn throws, which does not keep the next from being
	 * taken
	 */
	public PeriodicWorker(String name, Runnable turn, LongSupplier pause, WorkerFailures failures) {
		this.failures = failures;
		this.name = name;
		this.turn = turn;
		this.pause = pause;
		// Whoever wakes it while it is closed must not hear of that
		this.worker = new ScheduledThreadPoolExecutor(1, (task) -> RegionThreads.create(name, task),
				new ThreadPoolExecutor.DiscardPolicy());
		this.worker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
	}

	public void start() {
		this.worker.execute(this::next);
	}

	/**
	 * Have an extra turn taken now, not after the pause.
	 */
	public void wake() {
		if (!this.closed.get() && this.woken.compareAndSet(false, true)) {
			this.worker.schedule(this::take, WAKING_MILLIS, TimeUnit.MILLISECONDS);
		}
	}

	private void next() {
		take();
		if (!this.closed.get()) {
			this.worker.schedule(this::next, this.pause.getAsLong(), TimeUnit.MILLISECONDS);
		}
	}

	private void take() {
		this.woken.set(false);
		if (!this.closed.get()) {
			try {
				this.turn.run();
			}
			catch (RuntimeException | Error ex) {
				if (!this.closed.get()) {
					this.failures.failed("the thread " + this.name, ex);
				}
			}
		}
	}

	public boolean areOver() {
		return this.closed.get();
	}

	/**
	 * Take no more turns, and wait for the end of the present one: a connection that it
	 * is about to open would outlive whoever closes. It is interrupted if it takes longer
	 * than a second.
	 */
	public void close() {
		this.closed.set(true);
		this.worker.shutdown();
		try {
			if (this.worker.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
				return;
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.worker.shutdownNow();
	}

}
