package io.regioncache.store.connection;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps callers away from a server that may be hanging: opens after
 * {@link #FAILURES_TO_OPEN} failures in a row, and is closed when the server was seen to
 * answer.
 */
final class Breaker {

	static final int FAILURES_TO_OPEN = 5;

	private final AtomicInteger failures = new AtomicInteger();

	private final AtomicBoolean open = new AtomicBoolean();

	boolean isOpen() {
		return this.open.get();
	}

	void succeeded() {
		if (this.failures.get() != 0) {
			this.failures.set(0);
		}
	}

	/**
	 * Count a failure.
	 * @return whether it is the one that opens the breaker
	 */
	boolean failed() {
		boolean opens = this.failures.incrementAndGet() == FAILURES_TO_OPEN;
		if (opens) {
			this.open.set(true);
		}
		return opens;
	}

	/**
	 * Let callers through again.
	 * @return whether they were kept away
	 */
	boolean close() {
		this.failures.set(0);
		return this.open.getAndSet(false);
	}

}
