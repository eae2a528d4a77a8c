package io.regioncache.benchmarks.growth;

import java.util.List;

import io.regioncache.benchmarks.BenchmarkServer;
import io.regioncache.benchmarks.CommandCounts;
import io.regioncache.benchmarks.EntryCopies;
import io.regioncache.benchmarks.Report;
import io.regioncache.benchmarks.contender.Contender;
import io.regioncache.benchmarks.contender.Contenders;
import io.regioncache.benchmarks.contender.RegionCacheApplication;

/**
 * Hits, by the number of keys that are read evenly.
 */
final class KeyCurve implements GrowthReport.Curve {

	private static final List<Integer> KEYS = List.of(100, 1_000, 10_000, 100_000, 1_000_000);

	private static final int CALLS = 20_000;

	@Override
	public void measure(Report report) {
		report.note("## Keys that are read");
		report.table("keys", "hit, median, µs", "÷ raw GET", "commands a hit");
		try (BenchmarkServer server = BenchmarkServer.start();
				RegionCacheApplication cache = new RegionCacheApplication(server.port(), (id) -> GrowthReport.PRODUCT);
				Contender raw = Contenders.create("lettuce", server.port(), (id) -> GrowthReport.PRODUCT)) {
			EntryCopies copies = EntryCopies.ofStored(server, RegionCacheApplication.NAME + ":e:*",
					() -> cache.find(0));
			int filled = 1;
			for (int keys : KEYS) {
				copies.fill(filled, keys);
				filled = keys;
				measure(report, server, cache, raw, keys);
			}
		}
		report.note("%,d hits, each of the next key in steps of a prime; the raw `GET` reads one key.", CALLS);
	}

	private void measure(Report report, BenchmarkServer server, Contender cache, Contender raw, int keys) {
		double floor = Timing.of(CALLS / 4, (number) -> raw.find(1)).median();
		CommandCounts before = server.commands();
		Timing hits = Timing.of(CALLS, (number) -> cache.find(number * 7919L % keys));
		long commands = server.commands().since(before).total();
		report.row("%,d".formatted(keys), "%.1f".formatted(hits.median()), "**%.2f**".formatted(hits.median() / floor),
				"**%.3f**".formatted(commands / (CALLS * 1.25)));
	}

}
