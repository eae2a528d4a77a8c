package io.regioncache.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.regioncache.cache.load.Loader;
import org.jspecify.annotations.Nullable;

/**
 * Threads that a test sends to work.
 */
public final class Crew implements AutoCloseable {

	private static final long PATIENCE_SECONDS = 60;

	private final ExecutorService threads = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "crew");
		thread.setDaemon(true);
		return thread;
	});

	/**
	 * Sends one thread to work.
	 * @param task its work
	 * @return the outcome
	 */
	public Future<@Nullable Object> send(Loader task) {
		return this.threads.submit(() -> call(task));
	}

	public List<Future<@Nullable Object>> send(int threads, Loader task) {
		List<Future<@Nullable Object>> outcomes = new ArrayList<>();
		for (int i = 0; i < threads; i++) {
			outcomes.add(send(task));
		}
		return outcomes;
	}

	/**
	 * Waits for an outcome.
	 * @param outcome the outcome
	 * @return what the task has returned
	 */
	public static <T extends @Nullable Object> T await(Future<T> outcome) {
		try {
			return outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new AssertionError("No answer", ex);
		}
	}

	public static List<@Nullable Object> await(List<Future<@Nullable Object>> outcomes) {
		List<@Nullable Object> values = new ArrayList<>();
		outcomes.forEach((outcome) -> values.add(await(outcome)));
		return values;
	}

	private static @Nullable Object call(Loader task) throws Exception {
		try {
			return task.load();
		}
		catch (Exception | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Takes a task for what it throws.
	 * @param task the task
	 * @return returns what the task throws
	 */
	public static Callable<@Nullable Throwable> thrownBy(Loader task) {
		return () -> {
			try {
				task.load();
				return null;
			}
			catch (Throwable ex) {
				return ex;
			}
		};
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
	}

}
