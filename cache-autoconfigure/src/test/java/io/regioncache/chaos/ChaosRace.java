package io.regioncache.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;

import io.regioncache.cache.invalidation.InvalidationOutcome;
import io.regioncache.testkit.History;
import io.regioncache.testkit.NearMode;
import io.regioncache.testkit.Reach;

/**
 * Threads that read, and threads that commit and invalidate, on every node.
 * <p>
 * The keys they use move on every second. What was invalidated last of a key is therefore
 * not hidden by an invalidation that comes later, and is looked for in every region at
 * the end.
 */
final class ChaosRace {

	private static final int WINDOW = 48;

	private static final Duration WRITERS_PAUSE = Duration.ofMillis(40);

	private static final Duration READERS_PAUSE = Duration.ofMillis(4);

	private final List<ChaosNode> nodes;

	private final History history;

	private final long begun = System.nanoTime();

	private final ChaosRules rules;

	private final HitGaps gaps;

	private final AtomicLong slowest = new AtomicLong();

	private final AtomicIntegerArray started;

	private final AtomicIntegerArray finished;

	private final AtomicLong pairs = new AtomicLong();

	private final AtomicLong overlappedLoads = new AtomicLong();

	private final AtomicLong relayed = new AtomicLong();

	private final AtomicLong invalidations = new AtomicLong();

	private final AtomicLong cachedAtLast = new AtomicLong();

	private final List<Thread> threads = new ArrayList<>();

	private volatile boolean over;

	/**
	 * Create a race.
	 * @param nodes the nodes
	 * @param length how long it lasts
	 * @param rules how it is judged
	 */
	ChaosRace(List<ChaosNode> nodes, Duration length, ChaosRules rules) {
		this(nodes, length, rules, History::of);
	}

	/**
	 * Create a race.
	 * @param nodes the nodes
	 * @param length how long it lasts
	 * @param rules how it is judged
	 * @param begin begins the history of so many keys and these nodes
	 */
	ChaosRace(List<ChaosNode> nodes, Duration length, ChaosRules rules,
			BiFunction<Integer, List<String>, History> begin) {
		this.rules = rules;
		this.nodes = nodes;
		this.gaps = new HitGaps(nodes.size(), rules.parts());
		int windows = (int) length.toSeconds() + 1;
		List<String> places = new ArrayList<>(nodes.stream().map(ChaosNode::region).toList());
		// Knows what some region has taken for another, and never reads
		places.add("relays");
		// Was promised nothing
		places.add("elsewhere");
		this.history = begin.apply(windows * WINDOW, places).withLag(NearMode.lag(NearMode.settings()));
		this.started = new AtomicIntegerArray(this.history.keys());
		this.finished = new AtomicIntegerArray(this.history.keys());
	}

	History history() {
		return this.history;
	}

	ChaosRace start(int readers, int writers) {
		for (int node = 0; node < this.nodes.size(); node++) {
			int index = node;
			for (int i = 0; i < readers; i++) {
				run("reader-" + node, () -> read(index, key(3)), READERS_PAUSE);
			}
			for (int i = 0; i < writers; i++) {
				run("writer-" + node, () -> write(index, key(1)), WRITERS_PAUSE);
			}
		}
		return this;
	}

	long begun() {
		return this.begun;
	}

	/**
	 * Return a key that is written now, of a history that began at a time of the
	 * monotonic clock of this machine.
	 */
	static int keyInWindow(long begun, int keys) {
		return key(begun, keys, 1);
	}

	private int key(int windows) {
		return key(this.begun, this.history.keys(), windows);
	}

	private static int key(long begun, int keys, int windows) {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		int now = (int) ((System.nanoTime() - begun) / 1_000_000_000L);
		int window = Math.max(0, Math.min(now, keys / WINDOW - 1) - random.nextInt(windows));
		// Two of a window are hot
		return window * WINDOW + ((random.nextInt(3) == 0) ? random.nextInt(2) : random.nextInt(WINDOW));
	}

	private void run(String name, Step step, Duration pause) {
		Thread thread = new Thread(() -> {
			while (!this.over) {
				try {
					step.run();
				}
				catch (Throwable ex) {
					this.history.failed(ex);
				}
				LockSupport.parkNanos(pause.toNanos() / 2 + ThreadLocalRandom.current().nextLong(pause.toNanos()));
			}
		}, name);
		thread.setDaemon(true);
		this.threads.add(thread);
		thread.start();
	}

	private void read(int node, int key) throws Throwable {
		int finishedBefore = this.finished.get(key);
		boolean tolerant = this.rules.oldReads().areAllowed();
		History.Reading promised = this.history.read(node, key);
		History.Reading reading = (tolerant || this.rules.answering()) ? this.history.read(this.nodes.size() + 1, key)
				: promised;
		long[] loaded = { -1 };
		long begun = System.nanoTime();
		long version = this.nodes.get(node).read(key, () -> {
			loaded[0] = this.history.version(key);
			if (ThreadLocalRandom.current().nextInt(4) == 0) {
				LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(20_000_000));
			}
			return loaded[0];
		});
		this.slowest.accumulateAndGet(System.nanoTime() - begun, Math::max);
		reading.returned(version);
		if (tolerant && promised.isOld(version)) {
			this.rules.oldReads().seen();
		}
		if (loaded[0] < 0) {
			this.gaps.hit(node, this.rules.part().applyAsInt(key));
		}
		// Some invalidation had not returned when the read began, or began before it
		// ended
		if (this.started.get(key) > finishedBefore) {
			this.pairs.incrementAndGet();
		}
		if (loaded[0] >= 0 && this.history.version(key) > loaded[0]) {
			this.overlappedLoads.incrementAndGet();
		}
	}

	private void write(int node, int key) {
		long[] version = { 0 };
		this.started.incrementAndGet(key);
		this.nodes.get(node).invalidate(key, () -> version[0] = this.history.commit(node, key), (outcome) -> {
			int applied = this.rules.appliedBy().applyAsInt(node);
			this.history.invalidated(node, key, version[0],
					(outcome == InvalidationOutcome.APPLIED && applied == node) ? Reach.REGION : Reach.NODE);
			if (outcome == InvalidationOutcome.APPLIED && applied != node) {
				this.history.invalidatedElsewhere(applied, key, version[0]);
			}
			if (outcome == InvalidationOutcome.RELAYED) {
				this.relayed.incrementAndGet();
				this.history.invalidated(this.nodes.size(), key, version[0], Reach.NODE);
			}
		});
		this.finished.incrementAndGet(key);
		this.invalidations.incrementAndGet();
	}

	/**
	 * Return the longest time for which a node was without a hit since this was asked.
	 */
	Duration withoutHits() {
		return this.gaps.restart();
	}

	void stop() throws InterruptedException {
		this.over = true;
		for (Thread thread : this.threads) {
			thread.join(30_000);
			if (thread.isAlive()) {
				AssertionError stuck = new AssertionError(thread.getName() + " does not come back");
				stuck.setStackTrace(thread.getStackTrace());
				this.history.failed(stuck);
			}
		}
	}

	/**
	 * Read every key on every node until nothing older is found than what was invalidated
	 * anywhere; what is older then is lost.
	 */
	void settle(Duration atMost) throws InterruptedException {
		long end = System.nanoTime() + atMost.toNanos();
		List<Thread> settling = new ArrayList<>();
		for (int i = 0; i < this.nodes.size(); i++) {
			int node = i;
			Thread thread = new Thread(() -> {
				for (int key = 0; key < this.history.keys() && !this.history.isViolated(); key++) {
					settle(node, key, end);
				}
			}, "settling-" + node);
			settling.add(thread);
			thread.start();
		}
		for (Thread thread : settling) {
			thread.join();
		}
	}

	private void settle(int node, int key, long end) {
		try {
			long version = last(node, key);
			while (!this.history.isSettled(key, version) && System.nanoTime() - end < 0 && !this.history.isViolated()) {
				LockSupport.parkNanos(20_000_000);
				version = last(node, key);
			}
			this.history.settled(node, key, version);
		}
		catch (Throwable ex) {
			this.history.failed(ex);
		}
	}

	private long last(int node, int key) throws Throwable {
		boolean[] loaded = { false };
		long version = this.nodes.get(node).read(key, () -> {
			loaded[0] = true;
			return this.history.version(key);
		});
		if (!loaded[0]) {
			this.cachedAtLast.incrementAndGet();
		}
		return version;
	}

	long invalidations() {
		return this.invalidations.get();
	}

	Duration slowestRead() {
		return Duration.ofNanos(this.slowest.get());
	}

	long pairs() {
		return this.pairs.get();
	}

	long cachedAtLast() {
		return this.cachedAtLast.get();
	}

	@Override
	public String toString() {
		return "%s; %s relayed, %s reads raced with an invalidation, %s loads were overtaken by a commit, %s values were cached at last"
			.formatted(this.history, this.relayed, this.pairs, this.overlappedLoads, this.cachedAtLast);
	}

	private interface Step {

		void run() throws Throwable;

	}

}
