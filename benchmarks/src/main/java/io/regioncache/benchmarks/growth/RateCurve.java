package io.regioncache.benchmarks.growth;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

import io.lettuce.core.resource.ClientResources;
import io.regioncache.benchmarks.BenchmarkServer;
import io.regioncache.benchmarks.Medians;
import io.regioncache.benchmarks.Report;

/**
 * Invalidations a second, up to what one server can take.
 */
final class RateCurve implements GrowthReport.Curve {

	private static final List<Integer> RATES = List.of(1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000);

	private static final int SECONDS = 3;

	private static final int IN_FLIGHT = 1_000;

	@Override
	public void measure(Report report) throws InterruptedException {
		report.note("## Invalidations a second");
		report.table("asked for", "reached", "median, ms", "99 %, ms", "server CPU, share of a processor",
				"server CPU each, µs");
		ClientResources resources = ClientResources.create();
		try (BenchmarkServer server = BenchmarkServer.start();
				StoreNode node = new StoreNode(resources, server.port());
				StoreNode follower = new StoreNode(resources, server.port())) {
			measure(server, node, RATES.get(0));
			for (int rate : RATES) {
				report.row(measure(server, node, rate));
			}
		}
		resources.shutdown();
		report.note("%d s each; one node sends, with at most %,d invalidations in flight, and another follows.",
				SECONDS, IN_FLIGHT);
	}

	private static String[] measure(BenchmarkServer server, StoreNode node, int rate) throws InterruptedException {
		ConcurrentLinkedQueue<Double> millis = new ConcurrentLinkedQueue<>();
		Semaphore free = new Semaphore(IN_FLIGHT);
		double cpu = server.cpuSeconds();
		long start = System.nanoTime();
		long end = start + SECONDS * 1_000_000_000L;
		for (long count = 1; System.nanoTime() < end; count++) {
			free.acquire();
			long sent = System.nanoTime();
			node.invalidate("tag-" + count % 1_000).whenComplete((result, failure) -> {
				millis.add((System.nanoTime() - sent) / 1e6);
				free.release();
			});
			LockSupport.parkNanos(start + count * 1_000_000_000L / rate - System.nanoTime());
		}
		free.acquire(IN_FLIGHT);
		double seconds = (System.nanoTime() - start) / 1e9;
		double worked = server.cpuSeconds() - cpu;
		return new String[] { "%,d".formatted(rate), "**%,.0f**".formatted(millis.size() / seconds),
				"%.2f".formatted(Medians.of(millis.stream().mapToDouble(Double::doubleValue))),
				"%.2f".formatted(Medians.percentile(millis.stream().mapToDouble(Double::doubleValue), 0.99)),
				"%.2f".formatted(worked / seconds), "%.1f".formatted(worked * 1e6 / millis.size()) };
	}

}
