package io.regioncache.region;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Makes the threads of this library: daemons that inherit nothing of the thread that
 * happens to create them, such as the user it works for, and that log what ends them.
 */
public final class RegionThreads {

	private static final Log logger = LogFactory.getLog(RegionThreads.class);

	private RegionThreads() {
	}

	/**
	 * Create a thread.
	 * @param name its name
	 * @param task what it does
	 * @return the thread, which has not started yet
	 */
	public static Thread create(String name, Runnable task) {
		Thread thread = new Thread(null, task, name, 0, false);
		thread.setDaemon(true);
		thread.setUncaughtExceptionHandler(
				(dying, ex) -> logger.error("Thread %s of Region Cache has ended".formatted(dying.getName()), ex));
		return thread;
	}

	/**
	 * Run a task on a thread of its own.
	 * @param name the name of the thread
	 * @param task the task
	 * @return completes with the task
	 */
	public static CompletableFuture<Void> run(String name, Runnable task) {
		return CompletableFuture.runAsync(task, (run) -> create(name, run).start());
	}

	/**
	 * Create a factory of numbered threads.
	 * @param prefix what their names begin with
	 * @return the factory
	 */
	public static ThreadFactory numbered(String prefix) {
		AtomicLong next = new AtomicLong();
		return (task) -> create(prefix + next.incrementAndGet(), task);
	}

}
