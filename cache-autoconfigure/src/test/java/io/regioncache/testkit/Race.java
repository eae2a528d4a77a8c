package io.regioncache.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

import org.awaitility.Awaitility;

/**
 * Threads that read, and threads that commit and invalidate, on every node at once, until
 * the race is closed. Whatever happens to Redis meanwhile, no read may return a version
 * older than the last commit whose invalidation had returned before that read began.
 */
public final class Race implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(120);

	private final List<? extends RaceNode> nodes;

	private final int keys;

	private final VersionedOrigin origin;

	private final List<Thread> threads = new ArrayList<>();

	private final RaceScore score = new RaceScore();

	private final BlockingQueue<Integer> beingLoaded = new LinkedBlockingQueue<>();

	private volatile boolean overlapping;

	private volatile boolean over;

	public Race(int keys, List<? extends RaceNode> nodes) {
		this.keys = keys;
		this.nodes = nodes;
		this.origin = new VersionedOrigin(keys, nodes.size());
	}

	/**
	 * Starts the threads.
	 * @param readers how many threads of each node read
	 * @param writers how many threads of each node commit and invalidate
	 * @param pause how long a writer rests between two commits, on average
	 * @return this race
	 */
	public Race start(int readers, int writers, Duration pause) {
		return start(readers, writers, (node) -> {
			write(node, randomKey());
			rest(pause);
		});
	}

	/**
	 * Starts threads of which the writers wait for loads: three loads of four see, before
	 * they return what they have read, that something newer was committed, and race with
	 * its invalidation from there.
	 * @param readers how many threads of each node read
	 * @param writers how many threads of each node commit and invalidate
	 * @return this race
	 */
	public Race startOverlapping(int readers, int writers) {
		this.overlapping = true;
		return start(readers, writers, this::writeOnDemand);
	}

	private Race start(int readers, int writers, IntConsumer write) {
		for (int node = 0; node < this.nodes.size(); node++) {
			int index = node;
			for (int i = 0; i < readers; i++) {
				run("reader-" + node + "-" + i, () -> read(index, randomKey()));
			}
			for (int i = 0; i < writers; i++) {
				run("writer-" + node + "-" + i, () -> write.accept(index));
			}
		}
		return this;
	}

	/**
	 * Waits until so many loads in all were overlapped by an invalidation.
	 * @param count how many
	 * @param atMost how long that may take
	 */
	public void awaitOverlaps(long count, Duration atMost) {
		await(atMost, () -> this.score.overlaps() >= count || this.score.isLost());
	}

	/**
	 * Waits until so many more reads have returned.
	 * @param count how many
	 */
	public void awaitReads(long count) {
		long goal = this.score.reads() + count;
		await(PATIENCE, () -> this.score.reads() >= goal || this.score.isLost());
	}

	/**
	 * Waits until so many more invalidations have returned.
	 * @param count how many
	 */
	public void awaitInvalidations(long count) {
		long goal = this.score.invalidations() + count;
		await(PATIENCE, () -> this.score.invalidations() >= goal || this.score.isLost());
	}

	private static void await(Duration atMost, Callable<Boolean> condition) {
		Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5)).atMost(atMost).until(condition);
	}

	private int randomKey() {
		return ThreadLocalRandom.current().nextInt(this.keys);
	}

	private void run(String name, Runnable step) {
		Thread thread = new Thread(() -> {
			while (!this.over) {
				try {
					step.run();
				}
				catch (Throwable ex) {
					this.score.failed(ex);
					return;
				}
			}
		}, name);
		this.threads.add(thread);
		thread.start();
	}

	private void read(int node, int key) {
		long oldest = this.origin.oldestAllowed(key, node);
		Load load = new Load(key);
		long version = this.nodes.get(node).read(key, load);
		boolean overlapped = load.begun && this.origin.version(key) > load.version;
		this.score.read(load.begun, overlapped);
		if (version < oldest) {
			this.score.stale("node %d read version %d of key %d, but %d had been invalidated before".formatted(node,
					version, key, oldest));
		}
	}

	private void writeOnDemand(int node) {
		try {
			Integer key = this.beingLoaded.poll(1, TimeUnit.MILLISECONDS);
			write(node, (key != null) ? key : randomKey());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void write(int node, int key) {
		AtomicLong version = new AtomicLong();
		boolean everywhere = this.nodes.get(node).change(key, () -> {
			version.set(this.origin.commit(key));
			return version.get();
		});
		this.origin.invalidated(key, version.get(), node, everywhere);
		this.score.invalidated();
	}

	private static void rest(Duration pause) {
		if (!pause.isZero()) {
			LockSupport.parkNanos(pause.toNanos() / 2 + ThreadLocalRandom.current().nextLong(pause.toNanos()));
		}
	}

	/**
	 * Ends the race, and asserts that the promise was kept throughout.
	 * @param notes what to say of the nodes if it was not
	 */
	public void assertWon(Object... notes) {
		close();
		this.score.assertWon(notes);
	}

	@Override
	public void close() {
		this.over = true;
		for (Thread thread : this.threads) {
			try {
				thread.join(Duration.ofSeconds(30).toMillis());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/**
	 * One read's way to the origin.
	 */
	private final class Load implements LongSupplier {

		private final int key;

		private volatile boolean begun;

		private volatile long version;

		Load(int key) {
			this.key = key;
		}

		@Override
		public long getAsLong() {
			this.version = Race.this.origin.version(this.key);
			this.begun = true;
			if (Race.this.overlapping && ThreadLocalRandom.current().nextInt(4) > 0) {
				awaitCommit();
			}
			return this.version;
		}

		private void awaitCommit() {
			Race.this.beingLoaded.add(this.key);
			while (Race.this.origin.version(this.key) == this.version && !Race.this.over) {
				LockSupport.parkNanos(10_000);
			}
		}

	}

}
