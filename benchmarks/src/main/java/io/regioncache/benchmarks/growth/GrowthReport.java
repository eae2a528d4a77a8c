package io.regioncache.benchmarks.growth;

import java.io.IOException;
import java.util.LinkedHashMap;
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

	private static final Map<String, Curve> CURVES = new LinkedHashMap<>();

	static {
		CURVES.put("keys", new KeyCurve());
		CURVES.put("entries", new EntryCurve());
		CURVES.put("tags", new TagCurve());
		CURVES.put("nodes", new NodeCurve());
		CURVES.put("rate", new RateCurve());
		CURVES.put("regions", new RegionCurve());
	}

	private GrowthReport() {
	}

	public static void main(String[] arguments) throws Exception {
		List<String> names = (arguments.length > 0) ? List.of(arguments) : List.copyOf(CURVES.keySet());
		Report report = new Report("growth", "How cost grows");
		for (String name : names) {
			CURVES.get(name).measure(report);
		}
		report.write(version(), "growth");
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
