package io.regioncache.benchmarks.growth;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import io.regioncache.benchmarks.BenchmarkServer;
import io.regioncache.benchmarks.Product;
import io.regioncache.benchmarks.Report;

/**
 * How cost grows with the number of keys, entries, tags, regions, nodes and
 * invalidations.
 */
public final class GrowthReport {

	static final Product PRODUCT = new Product(1, "a", "b", 1, "EUR", 1, Map.of(), List.of());

	private static final String NODES = "nodes";

	private static final List<Curve> CURVES = List.of(new KeyCurve(), new EntryCurve(), new TagCurve(), new RateCurve(),
			new RegionCurve());

	private GrowthReport() {
	}

	/**
	 * Measure all curves but that of nodes, which has a page of results of its own.
	 * @param arguments any to measure nodes
	 */
	public static void main(String[] arguments) throws Exception {
		if (arguments.length > 0) {
			Report report = new Report(NODES, "How cost grows with nodes");
			new NodeCurve().measure(report);
			report.write(version(), NODES);
		}
		else {
			Report report = new Report("growth", "How cost grows");
			for (Curve curve : CURVES) {
				curve.measure(report);
			}
			report.write(version(), "growth");
		}
		System.exit(0);
	}

	private static String version() throws IOException {
		try (BenchmarkServer server = BenchmarkServer.start()) {
			return server.version();
		}
	}

	/**
	 * One table: a size that grows, and what it costs.
	 */
	interface Curve {

		void measure(Report report) throws Exception;

	}

}
