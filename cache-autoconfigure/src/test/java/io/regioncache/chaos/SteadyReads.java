package io.regioncache.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * An application that reads the same keys all the time, few of them often, whose entries
 * live for various times.
 */
final class SteadyReads implements AutoCloseable {

	private static final int KEYS = 2000;

	private static final long PAUSE_NANOS = 3_000_000;

	private static final double[] POPULARITY = popularity();

	private final Random random = new Random(7);

	private final AtomicInteger loads = new AtomicInteger();

	private final ChaosNode node;

	private final Thread reader;

	private volatile boolean over;

	/**
	 * Start an application.
	 */
	SteadyReads(FailoverRegion home, List<FailoverRegion> regions) {
		List<String> properties = new ArrayList<>(List.of("regions.home=" + home.name(), "fallback=region",
				"regions.on-failover=redrive", "regions.command-timeout=500ms"));
		regions.forEach((region) -> properties.addAll(region.site().properties(region.name(), home.name())));
		this.node = new ChaosNode(home.name(), () -> new ApplicationProcess(properties));
		this.reader = new Thread(this::read, "steady-reads-" + home.name());
		this.reader.setDaemon(true);
	}

	private static double[] popularity() {
		double[] sums = new double[KEYS];
		double sum = 0;
		for (int key = 0; key < KEYS; key++) {
			sum += 1.0 / (key + 1);
			sums[key] = sum;
		}
		for (int key = 0; key < KEYS; key++) {
			sums[key] /= sum;
		}
		return sums;
	}

	/**
	 * Cache all keys as if they had been read for long: they expire one after another.
	 */
	void fill() {
		for (int key = 0; key < KEYS; key++) {
			get(key, Duration.ofMillis(500 + (long) (this.random.nextDouble() * timeToLive(key).toMillis())));
		}
	}

	private static Duration timeToLive(int key) {
		return Duration.ofSeconds(10 + key * 7L % 51);
	}

	private void get(int key, Duration timeToLive) {
		this.node.get("steady", key, timeToLive, () -> {
			this.loads.incrementAndGet();
			return 1L;
		});
	}

	void start() {
		this.reader.start();
	}

	private void read() {
		while (!this.over) {
			int place = Arrays.binarySearch(POPULARITY, this.random.nextDouble());
			int key = Math.min(KEYS - 1, (place < 0) ? -place - 1 : place);
			get(key, timeToLive(key));
			LockSupport.parkNanos(PAUSE_NANOS);
		}
	}

	int loads() {
		return this.loads.get();
	}

	@Override
	public void close() {
		this.over = true;
		this.node.close();
	}

}
