package io.regioncache.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
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
 * older than the last commit whose invalidation had returned in the same region before
 * that read began; and once all is healed, {@linkplain #settle no invalidation is lost}
 * in any region.
 */
public final class Race implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(120);

	private final List<? extends RaceNode> nodes;

	private final History history;

	private final int first;

	private final List<Thread> threads = new ArrayList<>();

	private final AtomicLong loads = new AtomicLong();

	private final AtomicLong overlaps = new AtomicLong();

	private final BlockingQueue<Integer> beingLoaded = new LinkedBlockingQueue<>();

	private volatile boolean overlapping;

	private volatile boolean over;

	public Race(int keys, List<? extends RaceNode> nodes) {
		this(History.of(keys, nodes.stream().map(RaceNode::region).toList()), 0, nodes);
	}

	/**
	 * Creates a race of some nodes of a history, of which other JVMs may run the rest.
	 * @param history the history
	 * @param first the number of the first node in the history
	 * @param nodes the nodes, in the order of the history
	 */
	public Race(History history, int first, List<? extends RaceNode> nodes) {
		this.history = history;
		this.first = first;
		this.nodes = nodes;
		nodes.stream().map(RaceNode::lag).forEach(history::allow);
	}

	public History history() {
		return this.history;
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
		await(atMost, () -> this.overlaps.get() >= count || this.history.isViolated());
	}

	/**
	 * Waits until so many more reads have returned.
	 * @param count how many
	 */
	public void awaitReads(long count) {
		long goal = this.history.reads() + count;
		await(PATIENCE, () -> this.history.reads() >= goal || this.history.isViolated());
	}

	/**
	 * Waits until so many more invalidations have returned.
	 * @param count how many
	 */
	public void awaitInvalidations(long count) {
		long goal = this.history.invalidations() + count;
		await(PATIENCE, () -> this.history.invalidations() >= goal || this.history.isViolated());
	}

	private static void await(Duration atMost, Callable<Boolean> condition) {
		Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5)).atMost(atMost).until(condition);
	}

	private int randomKey() {
		return ThreadLocalRandom.current().nextInt(this.history.keys());
	}

	private void run(String name, Runnable step) {
		Thread thread = new Thread(() -> {
			while (!this.over) {
				try {
					step.run();
				}
				catch (Throwable ex) {
					this.history.failed(ex);
					return;
				}
			}
		}, name);
		this.threads.add(thread);
		thread.start();
	}

	private void read(int node, int key) {
		History.Reading reading = this.history.read(this.first + node, key);
		Load load = new Load(key);
		reading.returned(this.nodes.get(node).read(key, load));
		if (load.begun) {
			this.loads.incrementAndGet();
			// Something newer was committed since, so it had a chance to publish an old
			// value; it counts once, however many commits there were
			if (this.history.version(key) > load.version) {
				this.overlaps.incrementAndGet();
			}
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
			version.set(this.history.commit(this.first + node, key));
			return version.get();
		});
		this.history.invalidated(this.first + node, key, version.get(), everywhere ? Reach.REGION : Reach.NODE);
	}

	private static void rest(Duration pause) {
		if (!pause.isZero()) {
			LockSupport.parkNanos(pause.toNanos() / 2 + ThreadLocalRandom.current().nextLong(pause.toNanos()));
		}
	}

	/**
	 * Ends the race when all faults have been healed, and waits until no node reads
	 * anything older than what was invalidated in any region. What is still older then
	 * counts as lost.
	 * @param atMost how long everything may take to arrive
	 * @return this race
	 */
	public Race settle(Duration atMost) {
		close();
		long end = System.nanoTime() + atMost.toNanos();
		for (int node = 0; node < this.nodes.size(); node++) {
			for (int key = 0; key < this.history.keys(); key++) {
				settle(node, key, end);
			}
		}
		return this;
	}

	private void settle(int node, int key, long end) {
		try {
			long version = this.nodes.get(node).read(key, () -> this.history.version(key));
			while (!this.history.isSettled(key, version) && System.nanoTime() - end < 0) {
				LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
				version = this.nodes.get(node).read(key, () -> this.history.version(key));
			}
			this.history.settled(this.first + node, key, version);
		}
		catch (Throwable ex) {
			this.history.failed(ex);
		}
	}

	/**
	 * Ends the race, and asserts that the promises were kept throughout.
	 * @param notes what to say of the nodes if they were not
	 */
	public void assertWon(Object... notes) {
		close();
		this.history.assertSound(this, Arrays.toString(notes));
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

	@Override
	public String toString() {
		return "%s loads, %s of them overlapped by an invalidation".formatted(this.loads, this.overlaps);
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
			this.version = Race.this.history.version(this.key);
			this.begun = true;
			if (Race.this.overlapping && ThreadLocalRandom.current().nextInt(4) > 0) {
				awaitCommit();
			}
			return this.version;
		}

		private void awaitCommit() {
			Race.this.beingLoaded.add(this.key);
			while (Race.this.history.version(this.key) == this.version && !Race.this.over) {
				LockSupport.parkNanos(10_000);
			}
		}

	}

}
