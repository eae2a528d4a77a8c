package io.regioncache.benchmarks.websession;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;

import io.regioncache.benchmarks.BenchmarkServer;
import io.regioncache.benchmarks.Medians;
import io.regioncache.benchmarks.Report;

/**
 * Sessions: what a request costs, what it costs to destroy all sessions of a user, and
 * when other regions refuse them.
 */
public final class WebSessionReport {

	private static final int[] COUNTS = { 1, 10, Integer.getInteger("benchmarks.sessions", 10_000) };

	private static final int ROUNDS = Integer.getInteger("benchmarks.rounds", 2_000);

	private static final int WARM_UP = 500;

	private WebSessionReport() {
	}

	public static void main(String[] arguments) throws IOException, InterruptedException {
		Report report = new Report("sessions", "Sessions");
		String version;
		try (BenchmarkServer server = BenchmarkServer.start();
				SessionApplication application = new SessionApplication("here",
						Map.of("here", "redis://127.0.0.1:" + server.port()))
					.await()) {
			version = server.version();
			RequestCost.measure(report, server, application);
			destroyAll(report, server, application);
		}
		RefusedElsewhere.measure(report);
		report.write(version, "sessions");
		System.exit(0);
	}

	/**
	 * In turns, one thread.
	 */
	private static void destroyAll(Report report, BenchmarkServer server, SessionApplication application) {
		for (int count : COUNTS) {
			for (int i = 0; i < count; i++) {
				application.login("owner of " + count);
			}
		}
		String value = "x".repeat(400);
		double[][] micros = new double[COUNTS.length + 1][ROUNDS];
		for (int round = -WARM_UP; round < ROUNDS; round++) {
			time(micros[0], round, () -> server.connection().sync().set("any", value));
			for (int i = 0; i < COUNTS.length; i++) {
				String user = "owner of " + COUNTS[i];
				time(micros[i + 1], round, () -> application.repository().deleteByPrincipalName(user));
			}
		}
		report(report, micros);
	}

	private static void time(double[] micros, int round, Runnable task) {
		long began = System.nanoTime();
		task.run();
		if (round >= 0) {
			micros[round] = (System.nanoTime() - began) / 1e3;
		}
	}

	private static void report(Report report, double[][] micros) {
		report.note("## Destroying all sessions of a user, one thread, in turns");
		report.table("", "p50 µs", "p99 µs", "p50, times a `SET`");
		double base = Medians.percentile(Arrays.stream(micros[0]), 0.5);
		for (int i = 0; i < micros.length; i++) {
			double median = Medians.percentile(Arrays.stream(micros[i]), 0.5);
			report.row((i == 0) ? "`SET` of 400 bytes" : "all of %,d sessions".formatted(COUNTS[i - 1]),
					"%.1f".formatted(median), "%.1f".formatted(Medians.percentile(Arrays.stream(micros[i]), 0.99)),
					"**%.2f**".formatted(median / base));
		}
		report.note("%,d rounds. The sessions stay in Redis, where each is found to be revoked when it is looked up.",
				ROUNDS);
	}

}
