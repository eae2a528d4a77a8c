package io.regioncache.benchmarks.hit;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

import io.regioncache.benchmarks.BenchmarkServer;
import io.regioncache.benchmarks.Medians;
import io.regioncache.benchmarks.Product;
import io.regioncache.benchmarks.Report;
import io.regioncache.benchmarks.contender.Contender;
import io.regioncache.benchmarks.contender.Contenders;

/**
 * The same hits as {@link HitBenchmark} in one JVM, where the contenders take turns of a
 * hundred calls: a disturbance of some milliseconds meets all of them alike, so that
 * ratios hold on a machine that is not at rest. Confined to one processor, it measures
 * work alone, and not on which processor the scheduler wakes a thread.
 */
public final class HitInTurns {

	private static final List<String> CONTENDERS = List.of("lettuce", "region-cache", "spring", "jetcache",
			"redisson-bucket", "redisson-map-cache");

	private static final int TURN = 100;

	private static final int WARM_UP_TURNS = 100;

	private static final int TURNS = Integer.getInteger("benchmarks.turns", 400);

	private static final long ID = 42;

	private HitInTurns() {
	}

	public static void main(String[] arguments) throws IOException {
		List<String> contenders = (arguments.length > 0) ? List.of(arguments) : CONTENDERS;
		boolean alone = Runtime.getRuntime().availableProcessors() == 1;
		String name = alone ? "hit-on-one-processor" : "hit-in-turns";
		Report report = new Report(name, "A hit, in microseconds at the calling thread, contenders in turns"
				+ (alone ? ", JVM and Redis on one processor" : ""));
		report.table("bytes of JSON", "contender", "10 %", "÷ raw GET", "median", "÷ raw GET", "90 %");
		String version;
		try (BenchmarkServer server = BenchmarkServer.start()) {
			version = server.version();
			for (int bytes : List.of(400, 10_240)) {
				server.connection().sync().flushall();
				report(report, bytes, measure(contenders, Product.ofSize(ID, bytes), server.port()));
			}
		}
		report.note("One JVM, one thread, %d turns of %d calls each, after %d to warm up.", TURNS, TURN, WARM_UP_TURNS);
		report.write(version, name);
		System.exit(0);
	}

	private static Map<String, double[]> measure(List<String> names, Product product, int port) {
		Map<String, Contender> contenders = new LinkedHashMap<>();
		Map<String, double[]> micros = new LinkedHashMap<>();
		for (String name : names) {
			contenders.put(name, Contenders.create(name, port, (id) -> product));
			micros.put(name, new double[TURNS * TURN]);
		}
		for (int turn = -WARM_UP_TURNS; turn < TURNS; turn++) {
			int from = Math.max(turn, 0) * TURN;
			contenders.forEach((name, contender) -> takeTurn(contender, micros.get(name), from));
		}
		contenders.values().forEach(Contender::close);
		return micros;
	}

	private static void takeTurn(Contender contender, double[] micros, int from) {
		for (int call = 0; call < TURN; call++) {
			long start = System.nanoTime();
			Product product = contender.find(ID);
			micros[from + call] = (System.nanoTime() - start) / 1_000.0;
			if (product.id() != ID) {
				throw new IllegalStateException("Another product was returned");
			}
		}
	}

	private static void report(Report report, int bytes, Map<String, double[]> micros) {
		double[] floor = micros.values().iterator().next();
		micros.forEach((contender, all) -> report.row(String.valueOf(bytes), contender, "%.1f".formatted(at(all, 0.1)),
				"%.2f".formatted(at(all, 0.1) / at(floor, 0.1)), "%.1f".formatted(at(all, 0.5)),
				"**%.2f**".formatted(at(all, 0.5) / at(floor, 0.5)), "%.1f".formatted(at(all, 0.9))));
	}

	private static double at(double[] micros, double share) {
		return Medians.percentile(DoubleStream.of(micros), share);
	}

}
