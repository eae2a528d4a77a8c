package io.regioncache.benchmarks.throughput;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

import com.sun.management.ThreadMXBean;
import io.regioncache.benchmarks.BenchmarkServer;
import io.regioncache.benchmarks.contender.Contender;

/**
 * What one contender did in one second.
 *
 * @param hits how many hits
 * @param seconds how long it took
 * @param bytes what all threads of the process allocated
 * @param serverSeconds how long the server's process worked
 */
record HitRun(long hits, double seconds, long bytes, double serverSeconds) {

	static final long ID = 42;

	private static final long DURATION_MS = 1_000;

	private static final ThreadMXBean MEMORY = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	static HitRun of(Contender contender, int threads, BenchmarkServer server) throws InterruptedException {
		check(contender);
		AtomicBoolean over = new AtomicBoolean();
		LongAdder hits = new LongAdder();
		LongAdder callersBytes = new LongAdder();
		List<Thread> callers = new ArrayList<>();
		for (int i = 0; i < threads; i++) {
			callers.add(new Thread(() -> call(contender, over, hits, callersBytes), "caller-" + i));
		}
		double cpu = server.cpuSeconds();
		long othersBytes = allocatedByLivingThreads();
		long start = System.nanoTime();
		callers.forEach(Thread::start);
		Thread.sleep(DURATION_MS);
		over.set(true);
		for (Thread caller : callers) {
			caller.join();
		}
		double seconds = (System.nanoTime() - start) / 1e9;
		long bytes = callersBytes.sum() + allocatedByLivingThreads() - othersBytes;
		return new HitRun(hits.sum(), seconds, bytes, server.cpuSeconds() - cpu);
	}

	private static void check(Contender contender) {
		if (contender.find(ID).id() != ID) {
			throw new IllegalStateException("Another product was returned");
		}
	}

	private static void call(Contender contender, AtomicBoolean over, LongAdder hits, LongAdder bytes) {
		long count = 0;
		while (!over.get()) {
			contender.find(ID);
			count++;
		}
		hits.add(count);
		bytes.add(MEMORY.getThreadAllocatedBytes(Thread.currentThread().getId()));
	}

	private static long allocatedByLivingThreads() {
		long sum = 0;
		for (long bytes : MEMORY.getThreadAllocatedBytes(MEMORY.getAllThreadIds())) {
			sum += Math.max(0, bytes);
		}
		return sum;
	}

	double perSecond() {
		return this.hits / this.seconds;
	}

	double bytesPerHit() {
		return (double) this.bytes / this.hits;
	}

	double serverMicrosPerHit() {
		return this.serverSeconds * 1e6 / this.hits;
	}

}
