package io.regioncache.benchmarks.hit;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.DoubleStream;

import io.regioncache.benchmarks.BenchmarkServer;
import io.regioncache.benchmarks.CommandCounts;
import io.regioncache.benchmarks.Medians;
import io.regioncache.benchmarks.Product;
import io.regioncache.benchmarks.Report;
import io.regioncache.benchmarks.contender.Contender;
import io.regioncache.benchmarks.contender.Contenders;
import io.regioncache.benchmarks.contender.RegionCacheApplication;

/**
 * Hits on one entry, and on many that are read evenly, while another node of the region
 * invalidates something else.
 */
public final class HitWhileInvalidating {

	private static final List<Integer> KEYS = List.of(1, Integer.getInteger("benchmarks.keys", 50_000));

	private static final List<Integer> RATES = List.of(0, 10, 100, 1_000);

	private static final int TURN = 100;

	private static final int WARM_UP_TURNS = 100;

	private static final int TURNS = Integer.getInteger("benchmarks.turns", 300);

	private static final int BYTES = 400;

	private HitWhileInvalidating() {
	}

	public static void main(String[] arguments) throws IOException, InterruptedException {
		Report report = new Report("hit-while-invalidating",
				"A hit, in microseconds at the calling thread, while another node invalidates other tags");
		report.table("keys", "invalidations/s", "raw GET, median", "region-cache, median", "÷ raw GET", "p99 ÷ p99",
				"commands a hit");
		String version;
		try (BenchmarkServer server = BenchmarkServer.start();
				Contender raw = contender("lettuce", server);
				Contender cache = contender("region-cache", server);
				RegionCacheApplication other = new RegionCacheApplication(server.port(), (id) -> {
					throw new IllegalStateException("It reads nothing");
				})) {
			version = server.version();
			double inAScript = markersReadByAScript(server, other);
			for (int keys : KEYS) {
				for (int id = 0; id < keys; id++) {
					raw.find(id);
					cache.find(id);
				}
				for (int turn = 0; turn < WARM_UP_TURNS; turn++) {
					takeTurn(raw, keys, turn);
					takeTurn(cache, keys, turn);
				}
				for (int rate : RATES) {
					measure(report, server, raw, cache, other, keys, rate, inAScript);
				}
			}
		}
		report.note("One JVM, one thread that reads, in turns of %d calls, %d turns each; an entry of %d bytes."
				+ " Keys are read in order, each as often as the others. A command a hit is its GET; the rest is"
				+ " reading of markers, see docs/redis-layout.md.", TURN, TURNS, BYTES);
		report.write(version, "hit-while-invalidating");
		System.exit(0);
	}

	private static Contender contender(String name, BenchmarkServer server) {
		return Contenders.create(name, server.port(), (id) -> Product.ofSize(id, BYTES));
	}

	/**
	 * Redis counts the commands of scripts as well.
	 */
	private static double markersReadByAScript(BenchmarkServer server, RegionCacheApplication other) {
		int count = 200;
		CommandCounts before = server.commands();
		for (int i = 0; i < count; i++) {
			other.invalidate("other:" + i % 10);
		}
		return (double) server.commands().since(before).calls().getOrDefault("hmget", 0L) / count;
	}

	private static void measure(Report report, BenchmarkServer server, Contender raw, Contender cache,
			RegionCacheApplication other, int keys, int rate, double inAScript) throws InterruptedException {
		AtomicBoolean over = new AtomicBoolean();
		AtomicLong invalidations = new AtomicLong();
		Thread invalidator = new Thread(() -> invalidate(other, rate, invalidations, over));
		invalidator.setDaemon(true);
		invalidator.start();
		double[] floor = new double[TURNS * TURN];
		double[] micros = new double[TURNS * TURN];
		double read = 0;
		for (int turn = 0; turn < TURNS; turn++) {
			System.arraycopy(takeTurn(raw, keys, turn), 0, floor, turn * TURN, TURN);
			CommandCounts before = server.commands();
			long invalidated = invalidations.get();
			System.arraycopy(takeTurn(cache, keys, turn), 0, micros, turn * TURN, TURN);
			read += server.commands().since(before).calls().getOrDefault("hmget", 0L)
					- inAScript * (invalidations.get() - invalidated);
		}
		over.set(true);
		invalidator.join();
		double rawMedian = Medians.of(DoubleStream.of(floor));
		double median = Medians.of(DoubleStream.of(micros));
		report.row("%,d".formatted(keys), "%,d".formatted(rate), "%.1f".formatted(rawMedian), "%.1f".formatted(median),
				"**%.2f**".formatted(median / rawMedian), "%.2f".formatted(percentile(micros) / percentile(floor)),
				"**%.3f**".formatted(1 + Math.max(0, read) / micros.length));
	}

	private static double percentile(double[] micros) {
		double[] sorted = micros.clone();
		Arrays.sort(sorted);
		return sorted[sorted.length * 99 / 100];
	}

	private static void invalidate(RegionCacheApplication other, int rate, AtomicLong count, AtomicBoolean over) {
		long start = System.nanoTime();
		while (rate > 0 && !over.get()) {
			other.invalidate("other:" + count.get() % 10);
			long due = start + count.incrementAndGet() * 1_000_000_000L / rate;
			LockSupport.parkNanos(due - System.nanoTime());
		}
	}

	private static double[] takeTurn(Contender contender, int keys, int turn) {
		double[] micros = new double[TURN];
		for (int call = 0; call < TURN; call++) {
			long id = ((long) turn * TURN + call) % keys;
			long start = System.nanoTime();
			Product product = contender.find(id);
			micros[call] = (System.nanoTime() - start) / 1_000.0;
			if (product.id() != id) {
				throw new IllegalStateException("Another product was returned");
			}
		}
		return micros;
	}

}
