package io.regioncache.benchmarks.codec;

import java.lang.management.ManagementFactory;
import java.util.stream.DoubleStream;

import com.sun.management.ThreadMXBean;
import io.regioncache.benchmarks.Medians;
import io.regioncache.benchmarks.contender.Contender;

/**
 * What the hits of one contender cost, turn by turn.
 */
final class HitCost {

	static final long ID = 42;

	private static final int CALLS = 100;

	private static final ThreadMXBean MEMORY = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private final Contender contender;

	private final double[] bytes;

	private final double[] micros;

	private int turn;

	HitCost(Contender contender, int turns) {
		this.contender = contender;
		this.bytes = new double[turns];
		this.micros = new double[turns * CALLS];
	}

	void takeTurn(boolean counts) {
		double[] times = new double[CALLS];
		long before = allocated();
		for (int call = 0; call < CALLS; call++) {
			long start = System.nanoTime();
			check(this.contender.find(ID).id());
			times[call] = (System.nanoTime() - start) / 1_000.0;
		}
		long after = allocated();
		if (counts) {
			this.bytes[this.turn] = (double) (after - before) / CALLS;
			System.arraycopy(times, 0, this.micros, this.turn * CALLS, CALLS);
			this.turn++;
		}
	}

	private static void check(long id) {
		if (id != ID) {
			throw new IllegalStateException("Another product was returned");
		}
	}

	/**
	 * What all threads have allocated: a hit is work of its caller and of an event loop.
	 */
	private static long allocated() {
		long sum = 0;
		for (long bytes : MEMORY.getThreadAllocatedBytes(MEMORY.getAllThreadIds())) {
			sum += Math.max(0, bytes);
		}
		return sum;
	}

	double bytesPerHit() {
		return Medians.of(DoubleStream.of(this.bytes));
	}

	double micros(double share) {
		return Medians.percentile(DoubleStream.of(this.micros), share);
	}

}
