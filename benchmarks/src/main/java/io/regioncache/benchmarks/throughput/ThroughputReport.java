package io.regioncache.benchmarks.throughput;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

import io.regioncache.benchmarks.BenchmarkServer;
import io.regioncache.benchmarks.Medians;
import io.regioncache.benchmarks.Product;
import io.regioncache.benchmarks.Report;
import io.regioncache.benchmarks.contender.Contender;
import io.regioncache.benchmarks.contender.Contenders;

/**
 * How many hits a second one thread and sixteen get, what the process allocates for each,
 * and how long the server works for it. The contenders take turns in one JVM.
 */
public final class ThroughputReport {

	private static final List<String> CONTENDERS = List.of("lettuce", "region-cache", "spring", "jetcache",
			"redisson-bucket", "redisson-map-cache", "redisson-spring");

	private static final List<Integer> THREADS = List.of(1, 16);

	private static final int ROUNDS = Integer.getInteger("benchmarks.rounds", 7);

	private static final int BYTES = 400;

	private ThroughputReport() {
	}

	public static void main(String[] arguments) throws IOException, InterruptedException {
		List<String> names = (arguments.length > 0) ? List.of(arguments) : CONTENDERS;
		Report report = new Report("throughput", "Hits a second, and what each costs");
		report.table("threads", "contender", "hits/s", "÷ raw GET", "bytes allocated a hit", "÷ raw GET",
				"server CPU a hit, µs", "÷ raw GET");
		String version;
		try (BenchmarkServer server = BenchmarkServer.start()) {
			version = server.version();
			Map<String, Contender> contenders = new LinkedHashMap<>();
			Product product = Product.ofSize(HitRun.ID, BYTES);
			names.forEach((name) -> contenders.put(name, Contenders.create(name, server.port(), (id) -> product)));
			for (int threads : THREADS) {
				report(report, threads, measure(contenders, threads, server));
			}
			contenders.values().forEach(Contender::close);
		}
		report.note("One JVM, %d rounds, in each one second a contender after one to warm up; medians of the rounds;"
				+ " an entry of %d bytes of JSON. Bytes are those of all threads of the process, also of the client's"
				+ " own; the CPU is that of the server's process, user and system.", ROUNDS, BYTES);
		report.write(version, "throughput");
		System.exit(0);
	}

	private static Map<String, List<HitRun>> measure(Map<String, Contender> contenders, int threads,
			BenchmarkServer server) throws InterruptedException {
		Map<String, List<HitRun>> runs = new LinkedHashMap<>();
		for (int round = -1; round < ROUNDS; round++) {
			for (Map.Entry<String, Contender> contender : contenders.entrySet()) {
				HitRun run = HitRun.of(contender.getValue(), threads, server);
				if (round >= 0) {
					runs.computeIfAbsent(contender.getKey(), (name) -> new ArrayList<>()).add(run);
				}
			}
		}
		return runs;
	}

	private static void report(Report report, int threads, Map<String, List<HitRun>> runs) {
		List<HitRun> floor = runs.values().iterator().next();
		runs.forEach((contender, all) -> report.row(String.valueOf(threads), contender,
				"%,.0f".formatted(median(all, HitRun::perSecond)), ratio(all, floor, HitRun::perSecond),
				"%,.0f".formatted(median(all, HitRun::bytesPerHit)), ratio(all, floor, HitRun::bytesPerHit),
				"%.1f".formatted(median(all, HitRun::serverMicrosPerHit)),
				ratio(all, floor, HitRun::serverMicrosPerHit)));
	}

	private static double median(List<HitRun> runs, ToDoubleFunction<HitRun> figure) {
		return Medians.of(runs.stream().mapToDouble(figure));
	}

	private static String ratio(List<HitRun> runs, List<HitRun> floor, ToDoubleFunction<HitRun> figure) {
		return "**%.2f**".formatted(median(runs, figure) / median(floor, figure));
	}

}
