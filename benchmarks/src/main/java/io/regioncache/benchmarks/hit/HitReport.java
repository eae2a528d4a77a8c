package io.regioncache.benchmarks.hit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.regioncache.benchmarks.BenchmarkServer;
import io.regioncache.benchmarks.Medians;
import io.regioncache.benchmarks.Report;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs {@link HitBenchmark} in many short rounds, in each of which every contender has
 * one JVM, so that whatever disturbs the machine disturbs all; and reports medians of the
 * rounds, each beside the same round's raw {@code GET}.
 */
public final class HitReport {

	private static final List<String> CONTENDERS = List.of("lettuce", "region-cache", "spring", "jetcache",
			"redisson-bucket", "redisson-map-cache");

	private static final List<Integer> SIZES = List.of(400, 10_240);

	private static final int ROUNDS = Integer.getInteger("benchmarks.rounds", 9);

	private HitReport() {
	}

	public static void main(String[] arguments) throws IOException, RunnerException {
		List<String> contenders = (arguments.length > 0) ? List.of(arguments) : CONTENDERS;
		Report report = new Report("hit", "A hit, in microseconds at the calling thread");
		report.table("bytes of JSON", "contender", "median", "median ÷ raw GET", "lowest–highest ratio of a round",
				"mean", "99 %");
		String version;
		try (BenchmarkServer server = BenchmarkServer.start()) {
			version = server.version();
			for (int bytes : SIZES) {
				report(report, bytes, measure(contenders, bytes, server));
			}
		}
		report.note("JMH, `SampleTime`, one thread; %d rounds, in each one fork a contender; medians over the rounds."
				+ " `lettuce` is a raw `GET` and the typed decoding of its JSON; `region-cache` is an annotated method"
				+ " with two tags whose every hit is validated against the region's markers; the others validate nothing.",
				ROUNDS);
		report.write(version, "hit");
		System.exit(0);
	}

	private static Map<String, List<Round>> measure(List<String> contenders, int bytes, BenchmarkServer server)
			throws RunnerException {
		Map<String, List<Round>> rounds = new LinkedHashMap<>();
		for (int round = 0; round < ROUNDS; round++) {
			server.connection().sync().flushall();
			for (String contender : contenders) {
				rounds.computeIfAbsent(contender, (name) -> new ArrayList<>()).add(fork(contender, bytes, server));
			}
		}
		return rounds;
	}

	private static Round fork(String contender, int bytes, BenchmarkServer server) throws RunnerException {
		RunResult run = new Runner(new OptionsBuilder().include(HitBenchmark.class.getName())
			.param("contender", contender)
			.param("bytes", String.valueOf(bytes))
			.jvmArgs("-Xmx1g", "-XX:+UseG1GC", "-D" + HitBenchmark.PORT + "=" + server.port())
			.forks(1)
			.warmupIterations(5)
			.warmupTime(TimeValue.seconds(1))
			.measurementIterations(4)
			.measurementTime(TimeValue.seconds(1))
			.verbosity(VerboseMode.SILENT)
			.shouldFailOnError(true)
			.build()).runSingle();
		Result<?> result = run.getPrimaryResult();
		Round round = new Round(result.getStatistics().getPercentile(50), result.getStatistics().getMean(),
				result.getStatistics().getPercentile(99));
		System.err.printf("%6d bytes %-20s median %6.1f us, mean %6.1f us%n", bytes, contender, round.median,
				round.mean);
		return round;
	}

	private static void report(Report report, int bytes, Map<String, List<Round>> rounds) {
		List<Round> floor = rounds.values().iterator().next();
		rounds.forEach((contender, all) -> {
			List<Double> ratios = new ArrayList<>();
			for (int round = 0; round < all.size(); round++) {
				ratios.add(all.get(round).median / floor.get(round).median);
			}
			double[] sorted = ratios.stream().mapToDouble(Double::doubleValue).sorted().toArray();
			report.row(String.valueOf(bytes), contender,
					"%.1f".formatted(Medians.of(all.stream().mapToDouble(Round::median))),
					"**%.2f**".formatted(Medians.of(ratios.stream().mapToDouble(Double::doubleValue))),
					"%.2f–%.2f".formatted(sorted[0], sorted[sorted.length - 1]),
					"%.1f".formatted(Medians.of(all.stream().mapToDouble(Round::mean))),
					"%.1f".formatted(Medians.of(all.stream().mapToDouble(Round::tail))));
		});
	}

	private record Round(double median, double mean, double tail) {
	}

}
