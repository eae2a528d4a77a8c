package io.regioncache.benchmarks.stampede;

import java.time.Duration;
import java.util.Scanner;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import io.regioncache.benchmarks.Product;
import io.regioncache.benchmarks.contender.Contender;
import io.regioncache.benchmarks.contender.Contenders;

/**
 * One of the JVMs of a stampede: waits for the number of a cold product on its input,
 * lets all threads ask for it at once, and answers with the loads it has done and when
 * its first caller began and its last was served. A negative number is that of a product
 * that all threads keep asking for.
 */
final class StampedeWorker {

	static final int THREADS = 64;

	static final Duration LOAD = Duration.ofMillis(50);

	private static final int PRODUCT_BYTES = 400;

	/** How long a key is hot. */
	static final Duration HOT = Duration.ofSeconds(5);

	private final AtomicInteger loads = new AtomicInteger();

	private final AtomicInteger running = new AtomicInteger();

	private final AtomicInteger most = new AtomicInteger();

	private final Contender contender;

	private StampedeWorker(String contender, int port) {
		this.contender = Contenders.create(contender, port, this::load);
	}

	public static void main(String[] arguments) throws InterruptedException {
		StampedeWorker worker = new StampedeWorker(arguments[0], Integer.parseInt(arguments[1]));
		System.out.println("ready");
		try (Scanner scanner = new Scanner(System.in)) {
			while (scanner.hasNextLong()) {
				long id = scanner.nextLong();
				System.out.println((id > 0) ? worker.stampede(id) : worker.hot(-id));
			}
		}
		System.exit(0);
	}

	private String stampede(long id) throws InterruptedException {
		this.loads.set(0);
		CountDownLatch ready = new CountDownLatch(THREADS);
		CountDownLatch start = new CountDownLatch(1);
		AtomicLong last = new AtomicLong();
		AtomicInteger failures = new AtomicInteger();
		Thread[] callers = new Thread[THREADS];
		for (int number = 0; number < THREADS; number++) {
			callers[number] = new Thread(() -> {
				ready.countDown();
				try {
					start.await();
					this.contender.find(id);
				}
				catch (InterruptedException | RuntimeException ex) {
					failures.incrementAndGet();
				}
				last.accumulateAndGet(now(), Math::max);
			});
			callers[number].start();
		}
		ready.await();
		long began = now();
		start.countDown();
		for (Thread caller : callers) {
			caller.join();
		}
		return "%d %d %d %d".formatted(this.loads.get(), began, last.get(), failures.get());
	}

	/**
	 * Ask for one product over and over.
	 * @return the loads, how many of them ran at once at most, the reads, and how many
	 * failed
	 */
	private String hot(long id) throws InterruptedException {
		this.loads.set(0);
		this.most.set(0);
		AtomicLong reads = new AtomicLong();
		AtomicInteger failures = new AtomicInteger();
		long end = System.nanoTime() + HOT.toNanos();
		Thread[] callers = new Thread[THREADS];
		for (int number = 0; number < THREADS; number++) {
			callers[number] = new Thread(() -> read(id, end, reads, failures));
			callers[number].start();
		}
		for (Thread caller : callers) {
			caller.join();
		}
		return "%d %d %d %d".formatted(this.loads.get(), this.most.get(), reads.get(), failures.get());
	}

	private void read(long id, long end, AtomicLong reads, AtomicInteger failures) {
		while (System.nanoTime() - end < 0) {
			try {
				this.contender.find(id);
				reads.incrementAndGet();
			}
			catch (RuntimeException ex) {
				failures.incrementAndGet();
			}
		}
	}

	/** Wall-clock microseconds, which the JVMs of one machine share. */
	private static long now() {
		java.time.Instant now = java.time.Instant.now();
		return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
	}

	private Product load(long id) {
		this.loads.incrementAndGet();
		this.most.accumulateAndGet(this.running.incrementAndGet(), Math::max);
		long end = System.nanoTime() + LOAD.toNanos();
		// Making a product takes milliseconds, which are part of the 50.
		Product product = Product.ofSize(id, PRODUCT_BYTES);
		for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
		this.running.decrementAndGet();
		return product;
	}

}
