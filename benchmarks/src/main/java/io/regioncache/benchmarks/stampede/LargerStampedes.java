package io.regioncache.benchmarks.stampede;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import io.regioncache.benchmarks.BenchmarkServer;
import io.regioncache.benchmarks.Medians;
import io.regioncache.benchmarks.Report;
import io.regioncache.benchmarks.WorkerProcess;
import io.regioncache.benchmarks.contender.RegionCacheApplication;
import io.regioncache.benchmarks.stampede.StampedeBenchmark.Outcome;

/**
 * Four JVMs of 64 threads that ask for a cold key, and two whose 128 threads keep asking
 * for a key that another node invalidates a thousand times a second.
 */
final class LargerStampedes {

	private static final String CONTENDER = "region-cache";

	private static final int RATE = 1_000;

	private static final long HOT_ID = 7;

	private LargerStampedes() {
	}

	static void main() throws IOException, InterruptedException {
		Report report = new Report("stampede-larger",
				"Larger stampedes on region-cache, loader %d ms".formatted(StampedeWorker.LOAD.toMillis()));
		report.table("callers", "key", "loads", "loads at once in a JVM", "all served, ms, median",
				"Redis commands, median", "reads", "failed callers");
		String version;
		try (BenchmarkServer server = BenchmarkServer.start()) {
			version = server.version();
			cold(report, "cold", StampedeBenchmark.measure(CONTENDER, server, 4));
			cold(report, "cold, futures in each JVM instead", StampedeBenchmark.measure("in-process", server, 4));
			hot(report, server);
		}
		report.note(
				"A hot key is read for %d s while its tag is invalidated %,d times a second, so that hardly a value"
						+ " outlives its load: with one load at a time in the region, %d loads fit into that time.",
				StampedeWorker.HOT.toSeconds(), RATE, StampedeWorker.HOT.toMillis() / StampedeWorker.LOAD.toMillis());
		report.write(version, "stampede");
	}

	private static void cold(Report report, String key, List<Outcome> cold) {
		report.row("256 on 4 JVMs", key, "%.0f".formatted(median(cold.stream().map(Outcome::loads))), "1",
				"**%.1f**".formatted(median(cold.stream().map(Outcome::millis))),
				"%.0f".formatted(median(cold.stream().map((outcome) -> outcome.commands().total()))), "256",
				"%d".formatted(cold.stream().mapToInt(Outcome::failures).sum()));
	}

	private static double median(Stream<? extends Number> figures) {
		return Medians.of(figures.mapToDouble(Number::doubleValue));
	}

	private static void hot(Report report, BenchmarkServer server) throws IOException, InterruptedException {
		long[] sums = new long[4];
		List<WorkerProcess> children = new ArrayList<>();
		try (RegionCacheApplication other = new RegionCacheApplication(server.port(), (id) -> {
			throw new IllegalStateException("It reads nothing");
		})) {
			for (int number = 0; number < 2; number++) {
				children.add(StampedeBenchmark.worker(CONTENDER, server.port()));
			}
			children.forEach((child) -> child.ask(-HOT_ID));
			long invalidations = invalidate(other);
			for (WorkerProcess child : children) {
				add(sums, child.answer().split(" "));
			}
			report.row("128 on 2 JVMs",
					"hot, %,d invalidations/s".formatted(invalidations / StampedeWorker.HOT.toSeconds()),
					"**%d**".formatted(sums[0]), "%d".formatted(sums[1]), "", "", "%,d".formatted(sums[2]),
					"%d".formatted(sums[3]));
		}
		finally {
			for (WorkerProcess child : children) {
				child.stop();
			}
		}
	}

	private static void add(long[] sums, String[] answer) {
		for (int i = 0; i < sums.length; i++) {
			long figure = Long.parseLong(answer[i]);
			sums[i] = (i == 1) ? Math.max(sums[i], figure) : sums[i] + figure;
		}
	}

	private static long invalidate(RegionCacheApplication other) {
		long start = System.nanoTime();
		long end = start + StampedeWorker.HOT.toNanos();
		long count = 0;
		while (System.nanoTime() - end < 0) {
			other.invalidate("product:" + HOT_ID);
			count++;
			LockSupport.parkNanos(start + count * 1_000_000_000L / RATE - System.nanoTime());
		}
		return count;
	}

}
