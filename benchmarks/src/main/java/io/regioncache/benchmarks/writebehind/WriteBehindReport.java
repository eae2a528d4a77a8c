package io.regioncache.benchmarks.writebehind;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import io.regioncache.benchmarks.BenchmarkServer;
import io.regioncache.benchmarks.Medians;
import io.regioncache.benchmarks.Report;
import io.regioncache.writebehind.Pace;

/**
 * Write-behind: what a put costs beside one without, how many rows reach a database of
 * many changes of few keys, and how fast pending changes are written to H2.
 */
public final class WriteBehindReport {

	private static final int PUTS = Integer.getInteger("benchmarks.puts", 30_000);

	private static final int SECONDS = Integer.getInteger("benchmarks.seconds", 10);

	private static final int PENDING = Integer.getInteger("benchmarks.pending", 200_000);

	private static final int THREADS = 8;

	private static final String CART = "tea, milk, bread and one hundred bytes of what else may be in a cart. "
		.repeat(2);

	private WriteBehindReport() {
	}

	public static void main(String[] arguments) throws Exception {
		Report report = new Report("write-behind", "Write-behind");
		String version;
		try (BenchmarkServer server = BenchmarkServer.start(); H2Carts carts = new H2Carts()) {
			version = server.version();
			try (BehindNode node = new BehindNode(server.port(), carts, new Pace(Duration.ofSeconds(1), 1000))) {
				node.start();
				cost(report, node);
				awaitWritten(server);
				carts.batches();
				fewKeys(report, node, carts);
			}
			server.connection().sync().flushall();
			try (BehindNode node = new BehindNode(server.port(), carts, new Pace(Duration.ofSeconds(1), 1000))) {
				drain(report, node);
			}
		}
		report.write(version, "write-behind");
		System.exit(0);
	}

	/**
	 * One thread, in turns.
	 */
	private static void cost(Report report, BehindNode node) {
		double[] plain = new double[PUTS];
		double[] behind = new double[PUTS];
		for (int i = -5_000; i < PUTS; i++) {
			String key = "k" + Math.floorMod(i, 1000);
			double first = micros(() -> node.put(key, CART));
			double second = micros(() -> node.putBehind(key, CART));
			if (i >= 0) {
				plain[i] = first;
				behind[i] = second;
			}
		}
		report.note("## A put, one thread, in turns, while changes are written");
		report.table("", "p50 µs", "p99 µs", "p50, times a put without");
		row(report, "`@RegionPut`", plain, plain);
		row(report, "with `@WriteBehind`", behind, plain);
	}

	/**
	 * Changes of the measurement before must not count in the next one.
	 */
	private static void awaitWritten(BenchmarkServer server) throws InterruptedException {
		while (server.connection().sync().hlen("{bench}:changes:carts:pending") > 0) {
			Thread.sleep(5);
		}
	}

	private static void row(Report report, String name, double[] micros, double[] base) {
		report.row(name, "%.1f".formatted(percentile(micros, 0.5)), "%.1f".formatted(percentile(micros, 0.99)),
				"%.2f".formatted(percentile(micros, 0.5) / percentile(base, 0.5)));
	}

	private static double percentile(double[] micros, double share) {
		return Medians.percentile(Arrays.stream(micros), share);
	}

	private static double micros(Runnable put) {
		long began = System.nanoTime();
		put.run();
		return (System.nanoTime() - began) / 1e3;
	}

	private static void fewKeys(Report report, BehindNode node, H2Carts carts) {
		long began = System.nanoTime();
		int puts = SECONDS * 1000;
		for (int i = 0; i < puts; i++) {
			node.putBehind("few" + i % 100, CART);
			LockSupport.parkNanos(began + i * 1_000_000L - System.nanoTime());
		}
		double seconds = (System.nanoTime() - began) / 1e9;
		List<Integer> batches = carts.batches();
		report.note("## 1,000 changes a second of 100 keys, `maxDelay` 1 s");
		report.table("seconds", "changes a second", "flushes", "rows of the largest flush", "rows in all");
		report.row("%.1f".formatted(seconds), "%.0f".formatted(puts / seconds), Integer.toString(batches.size()),
				Integer.toString(batches.stream().mapToInt(Integer::intValue).max().orElse(0)),
				Integer.toString(batches.stream().mapToInt(Integer::intValue).sum()));
	}

	private static void drain(Report report, BehindNode node) throws InterruptedException {
		Thread[] threads = new Thread[THREADS];
		for (int t = 0; t < THREADS; t++) {
			int from = t;
			threads[t] = new Thread(() -> {
				for (int i = from; i < PENDING; i += THREADS) {
					node.putBehind("key" + i, CART);
				}
			});
			threads[t].start();
		}
		for (Thread thread : threads) {
			thread.join();
		}
		long began = System.nanoTime();
		node.start();
		while (node.written() < PENDING) {
			Thread.sleep(5);
		}
		double seconds = (System.nanoTime() - began) / 1e9;
		report.note("## %,d keys with a pending change are written to H2 in batches of 1,000", PENDING);
		report.table("seconds", "rows a second");
		report.row("%.2f".formatted(seconds), "%,.0f".formatted(PENDING / seconds));
	}

}
