package io.regioncache.benchmarks.growth;

import java.util.List;

import io.regioncache.benchmarks.BenchmarkServer;
import io.regioncache.benchmarks.EntryCopies;
import io.regioncache.benchmarks.Report;
import io.regioncache.benchmarks.contender.RegionCacheApplication;

/**
 * Invalidations of a tag, by the number of entries that carry it.
 */
final class EntryCurve implements GrowthReport.Curve {

	private static final List<Integer> ENTRIES = List.of(1_000, 10_000, 100_000, 1_000_000, 10_000_000);

	private static final int CALLS = 2_000;

	@Override
	public void measure(Report report) {
		report.note("## Entries that carry the tag");
		report.table("entries", "invalidation, median, µs", "÷ 1,000 entries", "99 %, µs");
		double first = 0;
		try (BenchmarkServer server = BenchmarkServer.start();
				RegionCacheApplication cache = new RegionCacheApplication(server.port(),
						(id) -> GrowthReport.PRODUCT)) {
			EntryCopies copies = EntryCopies.ofStored(server, RegionCacheApplication.NAME + ":e:*",
					() -> cache.find(0));
			int filled = 1;
			for (int entries : ENTRIES) {
				copies.fill(filled, entries);
				filled = entries;
				Timing times = Timing.of(CALLS, (number) -> cache.invalidate("products"));
				first = (first == 0) ? times.median() : first;
				report.row("%,d".formatted(entries), "%.1f".formatted(times.median()),
						"**%.2f**".formatted(times.median() / first), "%.1f".formatted(times.at(0.99)));
			}
		}
		report.note("%,d invalidations of a tag that all entries carry.", CALLS);
	}

}
