package io.regioncache.benchmarks.hit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

import io.regioncache.benchmarks.BenchmarkServer;
import io.regioncache.benchmarks.Medians;
import io.regioncache.benchmarks.Product;
import io.regioncache.benchmarks.Report;
import io.regioncache.benchmarks.contender.RegionCacheApplication;

/**
 * What hits cost where the caches have memory budgets and a rollout is configured: two
 * applications in one JVM take turns of a hundred hits, each with a server of its own,
 * and go first in every other turn. One of them sweeps and times its hits, the other does
 * not.
 */
public final class HitWithFleet {

	private static final int TURN = 100;

	private static final int WARM_UP_TURNS = 300;

	private static final int TURNS = Integer.getInteger("benchmarks.turns", 6000);

	private static final long ENTRIES = 20_000;

	private static final Map<String, String> FLEET = Map.of("regions.caches.products.max-memory", "100MB",
			"regions.deploy-id", "v1", "regions.rollout.canary", "here");

	private HitWithFleet() {
	}

	public static void main(String[] arguments) throws IOException {
		Report report = new Report("hit-with-fleet", "Hits with memory budgets and a rollout");
		report.table("", "p50 µs", "÷ without", "p99 µs", "÷ without");
		Product product = Product.ofSize(1, 400);
		String version;
		try (BenchmarkServer plain = BenchmarkServer.start();
				BenchmarkServer fleet = BenchmarkServer.start();
				RegionCacheApplication without = new RegionCacheApplication(plain.port(), (id) -> product);
				RegionCacheApplication with = new RegionCacheApplication(fleet(fleet.port()), (id) -> product)) {
			version = plain.version();
			Map<String, RegionCacheApplication> applications = new LinkedHashMap<>();
			applications.put("without", without);
			applications.put("with budgets and a rollout", with);
			applications.values().forEach(HitWithFleet::fill);
			report(report, measure(applications));
		}
		report.note("%d turns of %d hits each, in a cache of %,d entries, which the sweep counts every ten seconds.",
				TURNS, TURN, ENTRIES);
		report.write(version, "hit-with-fleet");
		System.exit(0);
	}

	private static Map<String, String> fleet(int port) {
		Map<String, String> properties = new HashMap<>(FLEET);
		properties.put("regions.home", "here");
		properties.put("regions.endpoints.here.url", "redis://127.0.0.1:" + port);
		return properties;
	}

	private static void fill(RegionCacheApplication application) {
		for (long from = 0; from < ENTRIES; from += 500) {
			application.findAll(LongStream.range(from, from + 500).boxed().toList());
		}
	}

	private static Map<String, double[]> measure(Map<String, RegionCacheApplication> applications) {
		Map<String, double[]> micros = new LinkedHashMap<>();
		applications.keySet().forEach((name) -> micros.put(name, new double[TURNS * TURN]));
		for (int turn = -WARM_UP_TURNS; turn < TURNS; turn++) {
			int from = Math.max(turn, 0) * TURN;
			List<String> order = new ArrayList<>(applications.keySet());
			if (turn % 2 != 0) {
				Collections.reverse(order);
			}
			order.forEach((name) -> takeTurn(applications.get(name), micros.get(name), from));
		}
		return micros;
	}

	private static void takeTurn(RegionCacheApplication application, double[] micros, int from) {
		for (int call = 0; call < TURN; call++) {
			long start = System.nanoTime();
			application.find((from + call) % ENTRIES);
			micros[from + call] = (System.nanoTime() - start) / 1e3;
		}
	}

	private static void report(Report report, Map<String, double[]> micros) {
		double[] base = micros.values().iterator().next();
		micros.forEach((name, all) -> report.row(name, "%.1f".formatted(at(all, 0.5)),
				"**%.3f**".formatted(at(all, 0.5) / at(base, 0.5)), "%.1f".formatted(at(all, 0.99)),
				"**%.3f**".formatted(at(all, 0.99) / at(base, 0.99))));
	}

	private static double at(double[] micros, double share) {
		return Medians.percentile(DoubleStream.of(micros), share);
	}

}
