package io.regioncache.benchmarks.codec;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.regioncache.benchmarks.BenchmarkServer;
import io.regioncache.benchmarks.Product;
import io.regioncache.benchmarks.Report;
import io.regioncache.benchmarks.contender.Contender;
import io.regioncache.benchmarks.contender.Contenders;

/**
 * What a hit allocates, in all threads of the process, beside a raw {@code GET} and the
 * decoding of the same JSON.
 */
public final class CodecReport {

	private static final List<String> CONTENDERS = List.of("lettuce", "region-cache");

	private static final int WARM_UP_TURNS = Integer.getInteger("benchmarks.warm-ups", 150);

	private static final int TURNS = Integer.getInteger("benchmarks.turns", 300);

	private CodecReport() {
	}

	public static void main(String[] arguments) throws IOException {
		List<String> contenders = (arguments.length > 0) ? List.of(arguments) : CONTENDERS;
		Report report = new Report("codec", "What a hit allocates in all threads of the process, contenders in turns");
		report.table("bytes of JSON", "contender", "bytes allocated a hit", "÷ raw GET", "median, µs", "÷ raw GET",
				"99 %, µs", "÷ raw GET");
		String version;
		try (BenchmarkServer server = BenchmarkServer.start()) {
			version = server.version();
			for (int bytes : List.of(400, 10_240)) {
				server.connection().sync().flushall();
				report(report, bytes, measure(contenders, Product.ofSize(HitCost.ID, bytes), server.port()));
			}
		}
		report.note("One JVM, one thread that reads, %d turns of 100 hits each after %d to warm up; bytes are the"
				+ " median of the turns.", TURNS, WARM_UP_TURNS);
		report.write(version, "codec");
		System.exit(0);
	}

	private static Map<String, HitCost> measure(List<String> names, Product product, int port) {
		Map<String, Contender> contenders = new LinkedHashMap<>();
		Map<String, HitCost> costs = new LinkedHashMap<>();
		for (String name : names) {
			contenders.put(name, Contenders.create(name, port, (id) -> product));
			costs.put(name, new HitCost(contenders.get(name), TURNS));
		}
		for (int turn = -WARM_UP_TURNS; turn < TURNS; turn++) {
			boolean counts = turn >= 0;
			costs.values().forEach((cost) -> cost.takeTurn(counts));
		}
		contenders.values().forEach(Contender::close);
		return costs;
	}

	private static void report(Report report, int bytes, Map<String, HitCost> costs) {
		HitCost floor = costs.values().iterator().next();
		costs.forEach((name, cost) -> report.row(String.valueOf(bytes), name, "%,.0f".formatted(cost.bytesPerHit()),
				"**%.2f**".formatted(cost.bytesPerHit() / floor.bytesPerHit()), "%.1f".formatted(cost.micros(0.5)),
				"**%.2f**".formatted(cost.micros(0.5) / floor.micros(0.5)), "%.1f".formatted(cost.micros(0.99)),
				"**%.2f**".formatted(cost.micros(0.99) / floor.micros(0.99))));
	}

}
