package io.regioncache.benchmarks.startup;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.regioncache.benchmarks.BenchmarkServer;
import io.regioncache.benchmarks.Medians;
import io.regioncache.benchmarks.Report;

/**
 * The time from launching a JVM until its Boot application is ready and has used its
 * Redis once, without and with the starter, in turns.
 */
public final class StartupReport {

	private static final int ROUNDS = Integer.getInteger("benchmarks.rounds", 15);

	private StartupReport() {
	}

	public static void main(String[] arguments) throws IOException, InterruptedException {
		Map<String, List<Double>> times = new LinkedHashMap<>();
		String version;
		try (BenchmarkServer server = BenchmarkServer.start()) {
			version = server.version();
			String url = "redis://127.0.0.1:" + server.port();
			for (int round = -2; round < ROUNDS; round++) {
				double plain = start("startup-plain", "--spring.data.redis.url=" + url);
				double region = start("startup-region", "--regions.home=here", "--regions.endpoints.here.url=" + url);
				if (round >= 0) {
					times.computeIfAbsent("spring-boot-starter-data-redis", (name) -> new ArrayList<>()).add(plain);
					times.computeIfAbsent("the same with region-cache-spring-boot-starter", (name) -> new ArrayList<>())
						.add(region);
				}
			}
		}
		report(times).write(version, "startup");
		System.exit(0);
	}

	private static Report report(Map<String, List<Double>> times) {
		Report report = new Report("startup", "Starting a Boot application with Redis");
		report.table("application", "median, ms", "fastest, ms", "beside the first, ms");
		double first = median(times.values().iterator().next());
		times.forEach((name, all) -> report.row(name, "%.0f".formatted(median(all)),
				"%.0f".formatted(all.stream().mapToDouble(Double::doubleValue).min().orElseThrow()),
				"**%+.0f**".formatted(median(all) - first)));
		report
			.note("From launching the JVM until the application is ready and has sent Redis one command; %d runs each,"
					+ " in turns, after two that are not counted.", ROUNDS);
		return report;
	}

	private static double median(List<Double> values) {
		return Medians.of(values.stream().mapToDouble(Double::doubleValue));
	}

	private static double start(String module, String... arguments) throws IOException, InterruptedException {
		Path target = Path.of(System.getProperty("benchmarks.home", "."), module, "target");
		List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-Xmx512m", "-cp",
				target.resolve("classes") + ":" + Files.readString(target.resolve("classpath")).strip(),
				"io.regioncache.benchmarks.startup.StartupApplication"));
		command.addAll(List.of(arguments));
		long launched = System.nanoTime();
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		List<String> output = new ArrayList<>();
		double millis = -1;
		try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				if (line.equals("ready")) {
					millis = (System.nanoTime() - launched) / 1e6;
				}
				output.add(line);
			}
		}
		process.waitFor();
		if (millis < 0) {
			throw new IllegalStateException("'%s' did not start:%n%s".formatted(module, String.join("\n", output)));
		}
		return millis;
	}

}
