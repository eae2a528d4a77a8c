package io.regioncache.cache.load;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

import io.regioncache.region.MonotonicClock;
import org.jspecify.annotations.Nullable;

/**
 * A load at a {@link Bulkhead}: it waits for its turn, runs and ends.
 */
final class Admission {

	private final CompletableFuture<Boolean> come = new CompletableFuture<>();

	private final MonotonicClock clock;

	private volatile @Nullable Thread thread;

	private volatile boolean returned;

	private long number;

	private long begun;

	Admission(MonotonicClock clock) {
		this.clock = clock;
	}

	/**
	 * Completes when its turn has come, with whether it is one of its own.
	 */
	CompletableFuture<Boolean> come() {
		return this.come;
	}

	/**
	 * It begins.
	 * @param number its place in the order of all that have begun
	 */
	void begin(long number) {
		this.number = number;
		this.begun = this.clock.nanos();
	}

	long number() {
		return this.number;
	}

	long nanos() {
		return this.clock.nanos() - this.begun;
	}

	/**
	 * Its method runs on this thread.
	 */
	void entered(Thread thread) {
		this.thread = thread;
	}

	/**
	 * Its method has returned, and its value comes later.
	 */
	void returned() {
		this.returned = true;
	}

	/**
	 * Whether it surely works and does not wait for another load: its method has not
	 * begun yet, or the thread of its method runs, reads from a socket, or sleeps. A
	 * thread that waits for a future or a lock has a blocker or waits for a monitor.
	 */
	boolean isWorking() {
		Thread thread = this.thread;
		if (thread == null || this.returned) {
			return !this.returned;
		}
		return switch (thread.getState()) {
			case RUNNABLE -> true;
			case WAITING, TIMED_WAITING -> LockSupport.getBlocker(thread) == null && !waitsForMonitor(thread);
			default -> false;
		};
	}

	private static boolean waitsForMonitor(Thread thread) {
		StackTraceElement[] stack = thread.getStackTrace();
		return stack.length == 0 || stack[0].getClassName().equals(Object.class.getName());
	}

}
