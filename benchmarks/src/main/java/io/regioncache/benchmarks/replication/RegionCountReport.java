package io.regioncache.benchmarks.replication;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

import io.regioncache.benchmarks.Medians;
import io.regioncache.benchmarks.Report;
import io.regioncache.replication.Topology;

/**
 * Invalidations by the number of regions: how long the caller waits, and how long until
 * the last region has applied them.
 */
public final class RegionCountReport {

	private static final List<Integer> REGIONS = List.of(1, 2, 3, 5, 7, 9);

	private static final int CALLS = 500;

	private RegionCountReport() {
	}

	/**
	 * Add a table to a report.
	 * @param report the report
	 */
	public static void measure(Report report) {
		report.note("## Regions");
		report.table("regions", "invalidation, median, µs", "÷ one region", "applied in the last region, median, ms",
				"99 %, ms");
		double first = 0;
		for (int count : REGIONS) {
			Run run = run(count);
			first = (first == 0) ? run.caller() : first;
			report.row(String.valueOf(count), "%.1f".formatted(run.caller()),
					"**%.2f**".formatted(run.caller() / first),
					(count > 1) ? "%.2f".formatted(Medians.of(run.spread())) : "–",
					(count > 1) ? "%.2f".formatted(Medians.percentile(run.spread(), 0.99)) : "–");
		}
		report.note("A mesh without distance, one node a region, all in one JVM; %,d invalidations, one after the"
				+ " other, each of a tag of its own.", CALLS);
	}

	private static Run run(int count) {
		List<String> names = IntStream.range(0, count).mapToObj((region) -> "region-" + region).toList();
		try (Regions regions = new Regions(Topology.mesh(names)).start()) {
			List<Double> micros = new ArrayList<>();
			for (int call = 0; call < CALLS; call++) {
				long start = System.nanoTime();
				regions.node(names.get(0)).invalidate("tag-" + call).join();
				micros.add((System.nanoTime() - start) / 1_000.0);
			}
			names.forEach((name) -> Regions.await(Duration.ofSeconds(30),
					() -> regions.watcher(name).count((tag) -> tag.startsWith("tag-")) >= CALLS));
			return new Run(Medians.of(micros.stream().mapToDouble(Double::doubleValue)), spread(regions, names));
		}
	}

	private static List<Double> spread(Regions regions, List<String> names) {
		List<Double> millis = new ArrayList<>();
		for (int call = CALLS / 5; call < CALLS; call++) {
			String tag = "tag-" + call;
			long published = regions.watcher(names.get(0)).seen().get(tag);
			long applied = names.stream()
				.mapToLong((name) -> regions.watcher(name).seen().get(tag))
				.max()
				.orElse(published);
			millis.add((applied - published) / 1e6);
		}
		return millis;
	}

	private record Run(double caller, List<Double> times) {

		DoubleStream spread() {
			return this.times.stream().mapToDouble(Double::doubleValue);
		}

	}

}
