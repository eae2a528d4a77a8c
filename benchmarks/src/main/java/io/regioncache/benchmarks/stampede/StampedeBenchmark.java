package io.regioncache.benchmarks.stampede;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.regioncache.benchmarks.BenchmarkServer;
import io.regioncache.benchmarks.CommandCounts;
import io.regioncache.benchmarks.Medians;
import io.regioncache.benchmarks.Report;
import io.regioncache.benchmarks.WorkerProcess;

/**
 * Two JVMs of 64 threads each ask at once for a product that nobody has loaded yet.
 * Counts loads and Redis commands, and the time until the last of the 128 callers is
 * served.
 */
public final class StampedeBenchmark {

	private static final List<String> CONTENDERS = List.of("in-process", "region-cache", "spring",
			"spring-sync-locking", "redisson-lock", "redisson-spring-sync", "jetcache");

	private static final int JVMS = 2;

	/** The first keys warm the code up, as a service's earlier keys would have. */
	private static final int WARM_UPS = Integer.getInteger("benchmarks.warm-ups", 200);

	private static final int ROUNDS = Integer.getInteger("benchmarks.rounds", 21);

	private StampedeBenchmark() {
	}

	public static void main(String[] arguments) throws IOException, InterruptedException {
		List<String> contenders = (arguments.length > 0) ? List.of(arguments) : CONTENDERS;
		Map<String, List<Outcome>> outcomes = new LinkedHashMap<>();
		String version;
		try (BenchmarkServer server = BenchmarkServer.start()) {
			version = server.version();
			for (String contender : contenders) {
				server.connection().sync().flushall();
				outcomes.put(contender, measure(contender, server, JVMS));
			}
		}
		report(outcomes, version);
		LargerStampedes.main();
		System.exit(0);
	}

	static List<Outcome> measure(String contender, BenchmarkServer server, int jvms)
			throws IOException, InterruptedException {
		List<WorkerProcess> children = new ArrayList<>();
		List<Outcome> outcomes = new ArrayList<>();
		try {
			for (int number = 0; number < jvms; number++) {
				children.add(worker(contender, server.port()));
			}
			for (int round = 0; round < WARM_UPS + ROUNDS; round++) {
				Outcome outcome = stampede(children, server, 1_000 + round);
				if (round >= WARM_UPS) {
					outcomes.add(outcome);
				}
			}
		}
		finally {
			for (WorkerProcess child : children) {
				child.stop();
			}
		}
		return outcomes;
	}

	private static Outcome stampede(List<WorkerProcess> children, BenchmarkServer server, long id) throws IOException {
		CommandCounts before = server.commands();
		for (WorkerProcess child : children) {
			child.ask(id);
		}
		int loads = 0;
		int failures = 0;
		long began = Long.MAX_VALUE;
		long ended = 0;
		for (WorkerProcess child : children) {
			String[] answer = child.answer().split(" ");
			loads += Integer.parseInt(answer[0]);
			began = Math.min(began, Long.parseLong(answer[1]));
			ended = Math.max(ended, Long.parseLong(answer[2]));
			failures += Integer.parseInt(answer[3]);
		}
		return new Outcome(loads, failures, (ended - began) / 1_000.0, server.commands().since(before));
	}

	private static void report(Map<String, List<Outcome>> outcomes, String version) throws IOException {
		Report report = new Report("stampede", "A stampede of %d x %d threads on a cold key, loader %d ms"
			.formatted(JVMS, StampedeWorker.THREADS, StampedeWorker.LOAD.toMillis()));
		report.table("contender", "loads, median (most)", "all served, ms, median", "worst ms",
				"Redis commands, median", "failed callers", "commands of the median round");
		outcomes.forEach((contender, all) -> {
			List<Outcome> byCommands = all.stream()
				.sorted((left, right) -> Long.compare(left.commands.total(), right.commands.total()))
				.toList();
			report.row(contender,
					"%.0f (%d)".formatted(Medians.of(all.stream().mapToDouble(Outcome::loads)),
							all.stream().mapToInt(Outcome::loads).max().orElseThrow()),
					"%.1f".formatted(Medians.of(all.stream().mapToDouble(Outcome::millis))),
					"%.1f".formatted(all.stream().mapToDouble(Outcome::millis).max().orElseThrow()),
					"%d".formatted(byCommands.get(all.size() / 2).commands.total()),
					"%d".formatted(all.stream().mapToInt(Outcome::failures).sum()),
					byCommands.get(all.size() / 2).commands.toString());
		});
		report.note("%d rounds after %d to warm up; every round has a key of its own. JetCache runs with penetration"
				+ " protection, `redisson-spring-sync` and `spring-sync-locking` with `sync = true`. Commands are differences of"
				+ " `INFO commandstats`, which also counts what a script runs inside the server.", ROUNDS, WARM_UPS);
		report.write(version, "stampede");
	}

	record Outcome(int loads, int failures, double millis, CommandCounts commands) {
	}

	static WorkerProcess worker(String contender, int port) throws IOException {
		return new WorkerProcess(new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-Xmx512m", "-cp",
				System.getProperty("java.class.path"), StampedeWorker.class.getName(), contender,
				String.valueOf(port)));
	}

}
