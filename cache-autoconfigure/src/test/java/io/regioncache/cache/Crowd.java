package io.regioncache.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/**
 * Callers that come all at once, and an origin that counts how many of them it serves at
 * a time.
 */
final class Crowd implements LongSupplier {

	private static final long NANOS = 20_000_000;

	private final AtomicInteger calls = new AtomicInteger();

	private final AtomicInteger now = new AtomicInteger();

	private final AtomicInteger most = new AtomicInteger();

	private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

	void call(int callers, IntConsumer action) {
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < callers; i++) {
			int caller = i;
			Thread thread = new Thread(() -> action.accept(caller));
			thread.setUncaughtExceptionHandler((failed, ex) -> this.failures.add(ex));
			threads.add(thread);
		}
		threads.forEach(Thread::start);
		for (Thread thread : threads) {
			try {
				thread.join();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

	@Override
	public long getAsLong() {
		this.calls.incrementAndGet();
		this.most.accumulateAndGet(this.now.incrementAndGet(), Math::max);
		LockSupport.parkNanos(NANOS);
		this.now.decrementAndGet();
		return 1;
	}

	int calls() {
		return this.calls.get();
	}

	int most() {
		return this.most.get();
	}

	List<Throwable> failures() {
		return List.copyOf(this.failures);
	}

}
