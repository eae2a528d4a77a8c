package io.regioncache.benchmarks.near;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.regioncache.benchmarks.BenchmarkServer;
import io.regioncache.benchmarks.Medians;
import io.regioncache.benchmarks.Report;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs {@link NearHitBenchmark} in rounds, in each of which every contender has one JVM,
 * so that whatever disturbs the machine disturbs all.
 */
public final class NearHitReport {

	private static final List<String> CONTENDERS = List.of("caffeine", "spring-caffeine", "near-api", "near",
			"near-tags", "near-tags-invalidating", "near-property", "near-arguments", "near-future", "near-mono",
			"redisson-local", "jetcache-both");

	private static final int ROUNDS = Integer.getInteger("benchmarks.rounds", 5);

	private NearHitReport() {
	}

	public static void main(String[] arguments) throws IOException, RunnerException {
		List<String> contenders = (arguments.length > 0) ? List.of(arguments) : CONTENDERS;
		Report report = new Report("near-hit", "A hit in the memory of the process, in nanoseconds");
		report.table("contender", "time", "÷ bare advice and Caffeine", "÷ @Cacheable on Caffeine", "bytes allocated");
		String version;
		Map<String, List<Round>> rounds = new LinkedHashMap<>();
		try (BenchmarkServer server = BenchmarkServer.start()) {
			version = server.version();
			for (int round = 0; round < ROUNDS; round++) {
				for (String contender : contenders) {
					rounds.computeIfAbsent(contender, (name) -> new ArrayList<>()).add(fork(contender, server));
				}
			}
		}
		rounds.forEach((contender, all) -> report.row(contender, "%.0f".formatted(time(all)),
				ratio(time(all), rounds.get("caffeine")), ratio(time(all), rounds.get("spring-caffeine")),
				"%.0f".formatted(Medians.of(all.stream().mapToDouble(Round::bytes)))));
		report.note("JMH, `AverageTime`, one thread; %d rounds, in each one fork a contender; medians over the rounds."
				+ " `caffeine` is a Spring proxy whose advice asks Caffeine and does nothing else; `spring-caffeine`"
				+ " is `@Cacheable(key = \"#id\")` on a `CaffeineCacheManager`; `near-api` asks the `RegionCache`"
				+ " itself; `near` is `@RegionCached(key = \"#id\")` with a near cache; `near-tags` has two tags,"
				+ " and then another node invalidates other tags, 1,000 times a second. `near-property` has the key"
				+ " `#wanted.id`, `near-arguments` two arguments as its key, and `near-future` and `near-mono` return a"
				+ " `CompletableFuture` and a `Mono`, for which the caller waits. Every contender has had 2,000 misses"
				+ " before, so that what is compiled knows them: Spring's object for a call, 48 bytes, is then made at"
				+ " each hit, also by bare advice. `redisson-local` is Redisson's"
				+ " `RLocalCachedMap` with Caffeine, and `jetcache-both` is JetCache's cache of two levels, both by their"
				+ " own API, without an annotation.", ROUNDS);
		report.write(version, "near-hit");
		System.exit(0);
	}

	private static String ratio(double time, List<Round> floor) {
		return (floor != null) ? "**%.2f**".formatted(time / time(floor)) : "–";
	}

	private static double time(List<Round> rounds) {
		return Medians.of(rounds.stream().mapToDouble(Round::nanos));
	}

	private static Round fork(String contender, BenchmarkServer server) throws RunnerException {
		RunResult run = new Runner(new OptionsBuilder().include(NearHitBenchmark.class.getName())
			.param("contender", contender)
			.jvmArgs("-Xmx1g", "-XX:+UseG1GC", "-D" + NearHitBenchmark.PORT + "=" + server.port())
			.addProfiler(GCProfiler.class)
			.forks(1)
			.warmupIterations(5)
			.warmupTime(TimeValue.seconds(1))
			.measurementIterations(3)
			.measurementTime(TimeValue.seconds(1))
			.verbosity(VerboseMode.SILENT)
			.shouldFailOnError(true)
			.build()).runSingle();
		Round round = new Round(run.getPrimaryResult().getScore(),
				run.getSecondaryResults().get("gc.alloc.rate.norm").getScore());
		System.err.printf("%-24s %8.1f ns %8.1f bytes%n", contender, round.nanos, round.bytes);
		return round;
	}

	private record Round(double nanos, double bytes) {
	}

}
