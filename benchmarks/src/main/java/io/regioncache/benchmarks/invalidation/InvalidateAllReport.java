package io.regioncache.benchmarks.invalidation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

import io.lettuce.core.FlushMode;
import io.regioncache.benchmarks.BenchmarkServer;
import io.regioncache.benchmarks.EntryCopies;
import io.regioncache.benchmarks.Medians;
import io.regioncache.benchmarks.Product;
import io.regioncache.benchmarks.Report;
import io.regioncache.benchmarks.contender.Contenders;
import io.regioncache.benchmarks.contender.InvalidatingContender;
import io.regioncache.benchmarks.contender.RegionCacheApplication;

/**
 * How long it takes to invalidate everything that a cache holds, by the number of its
 * entries, and how long another client of the server waits meanwhile.
 */
public final class InvalidateAllReport {

	private static final List<Integer> ENTRIES = List.of(1, 10_000, 1_000_000);

	private static final List<String> CONTENDERS = List.of("region-cache", "spring", "redisson-spring");

	private static final int ROUNDS = Integer.getInteger("benchmarks.rounds", 3);

	private static final int WARM_UP_CALLS = 2_000;

	private InvalidateAllReport() {
	}

	public static void main(String[] arguments) throws IOException, InterruptedException {
		Report report = new Report("invalidate-all",
				"Invalidating a whole cache, in milliseconds, by the number of its entries");
		report.table("entries", "contender", "median", "longest wait of another client");
		String version = "";
		for (String name : CONTENDERS) {
			for (int entries : ENTRIES) {
				try (BenchmarkServer server = BenchmarkServer.start()) {
					version = server.version();
					measure(report, server, name, entries);
				}
			}
		}
		report
			.note("%d rounds; before each, the server itself fills the cache, and then one call is timed. `region-cache` is `@Invalidates` by a"
					+ " tag that all entries carry; the others are `@CacheEvict(allEntries = true, beforeInvocation ="
					+ " true)`, which returns only once the entries are gone, on Spring Data Redis"
					+ " with its default batch strategy, and on Redisson's cache manager. The other client sends `PING`"
					+ " without a pause.", ROUNDS);
		report.write(version, "invalidate-all");
		System.exit(0);
	}

	private static void measure(Report report, BenchmarkServer server, String name, int entries)
			throws InterruptedException {
		Product product = new Product(1, "a", "b", 1, "EUR", 1, Map.of(), List.of());
		LongFunction<Product> origin = (id) -> product;
		List<Double> millis = new ArrayList<>();
		double stall = 0;
		try (InvalidatingContender contender = (InvalidatingContender) Contenders.create(name, server.port(), origin)) {
			for (int call = 0; call < WARM_UP_CALLS; call++) {
				contender.invalidateAll();
			}
			for (int round = 0; round < ROUNDS; round++) {
				fill(server, contender, entries);
				try (Bystander bystander = new Bystander(server.port())) {
					long start = System.nanoTime();
					contender.invalidateAll();
					millis.add((System.nanoTime() - start) / 1e6);
					stall = Math.max(stall, bystander.longestWaitMillis());
				}
			}
		}
		double median = Medians.of(millis.stream().mapToDouble(Double::doubleValue));
		report.row("%,d".formatted(entries), name, "%.2f".formatted(median), "%.1f".formatted(stall));
	}

	private static void fill(BenchmarkServer server, InvalidatingContender contender, int entries) {
		server.connection().sync().flushall(FlushMode.ASYNC);
		String pattern = (contender instanceof RegionCacheApplication) ? RegionCacheApplication.NAME + ":e:*"
				: "products*";
		EntryCopies.ofStored(server, pattern, () -> contender.find(0)).fill(1, entries);
	}

}
