package io.regioncache.benchmarks.growth;

import java.util.concurrent.locks.LockSupport;
import java.util.stream.DoubleStream;

import io.regioncache.benchmarks.Medians;

/**
 * Calls a task again and again, and tells how long it took.
 *
 * @param micros one figure for each call
 */
record Timing(double[] micros) {

	/**
	 * Call a task again at once, a quarter more often than asked for, to warm up.
	 */
	static Timing of(int calls, NumberedTask task) {
		return measure(calls, 0, task);
	}

	/**
	 * Call a task at most so many times a second.
	 */
	static Timing paced(int calls, int perSecond, NumberedTask task) {
		return measure(calls, 1_000_000_000L / perSecond, task);
	}

	private static Timing measure(int calls, long interval, NumberedTask task) {
		double[] micros = new double[calls];
		for (int call = -calls / 4; call < calls; call++) {
			long start = System.nanoTime();
			task.run(call + calls / 4);
			micros[Math.max(call, 0)] = (System.nanoTime() - start) / 1_000.0;
			LockSupport.parkNanos(start + interval - System.nanoTime());
		}
		return new Timing(micros);
	}

	double median() {
		return Medians.of(DoubleStream.of(this.micros));
	}

	double at(double share) {
		return Medians.percentile(DoubleStream.of(this.micros), share);
	}

	/**
	 * A task that knows how often it ran before.
	 */
	interface NumberedTask {

		void run(int number);

	}

}
