package io.regioncache.benchmarks.session;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.stream.DoubleStream;

import com.sun.management.ThreadMXBean;
import io.regioncache.benchmarks.BenchmarkServer;
import io.regioncache.benchmarks.CommandCounts;
import io.regioncache.benchmarks.Medians;
import io.regioncache.benchmarks.Product;
import io.regioncache.benchmarks.Report;
import io.regioncache.benchmarks.contender.RegionCacheApplication;
import io.regioncache.consistency.ConsistencyContext;

/**
 * What a read costs more for a caller with a token that the home region has passed: in
 * time, in bytes allocated by the calling thread, and in commands. Callers with and
 * without a token take turns.
 */
public final class SessionReport {

	private static final int TURN = 200;

	private static final int WARM_UP_TURNS = 200;

	private static final int TURNS = Integer.getInteger("benchmarks.turns", 600);

	private static final long ID = 42;

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private SessionReport() {
	}

	public static void main(String[] arguments) throws IOException {
		Report report = new Report("session", "A hit for a caller with a token that home has passed, in one region");
		report.table("caller", "10 % (µs)", "median (µs)", "bytes allocated by the caller's thread",
				"commands for a read");
		String version;
		try (BenchmarkServer server = BenchmarkServer.start()) {
			version = server.version();
			Product product = Product.ofSize(ID, 400);
			try (RegionCacheApplication application = new RegionCacheApplication(server.port(), (id) -> product)) {
				measure(report, application, server);
			}
		}
		report.note("One JVM, one thread, %d turns of %d calls each, after %d to warm up. A caller with a token has"
				+ " written once, before all reads.", TURNS, TURN, WARM_UP_TURNS);
		report.write(version, "session");
		System.exit(0);
	}

	private static void measure(Report report, RegionCacheApplication application, BenchmarkServer server) {
		ConsistencyContext writer = new ConsistencyContext();
		try (ConsistencyContext.Binding binding = ConsistencyContext.bind(writer)) {
			application.invalidate("another");
		}
		if (writer.token().isEmpty()) {
			throw new IllegalStateException("The write has left no token");
		}
		Caller without = new Caller("without a token", null);
		Caller with = new Caller("with a token", writer);
		for (int turn = -WARM_UP_TURNS; turn < TURNS; turn++) {
			without.turn(application, server, turn);
			with.turn(application, server, turn);
		}
		without.report(report);
		with.report(report);
		report.row("difference", "%.2f".formatted(with.at(0.1) - without.at(0.1)),
				"%.2f".formatted(with.at(0.5) - without.at(0.5)), "%.0f".formatted(with.bytes() - without.bytes()),
				"%.3f".formatted(with.commands() - without.commands()));
	}

	private static final class Caller {

		private final String name;

		private final ConsistencyContext context;

		private final double[] micros = new double[TURNS * TURN];

		private long allocated;

		private long commands;

		Caller(String name, ConsistencyContext context) {
			this.name = name;
			this.context = context;
		}

		void turn(RegionCacheApplication application, BenchmarkServer server, int turn) {
			CommandCounts before = server.commands();
			try (ConsistencyContext.Binding binding = ConsistencyContext.bind(this.context)) {
				long thread = Thread.currentThread().getId();
				long allocatedBefore = THREADS.getThreadAllocatedBytes(thread);
				for (int call = 0; call < TURN; call++) {
					long start = System.nanoTime();
					Product product = application.find(ID);
					this.micros[Math.max(turn, 0) * TURN + call] = (System.nanoTime() - start) / 1_000.0;
					if (product.id() != ID) {
						throw new IllegalStateException("Another product was returned");
					}
				}
				if (turn >= 0) {
					this.allocated += THREADS.getThreadAllocatedBytes(thread) - allocatedBefore;
				}
			}
			if (turn >= 0) {
				this.commands += server.commands().since(before).total();
			}
			else {
				Arrays.fill(this.micros, 0, TURN, 0);
			}
		}

		double at(double share) {
			return Medians.percentile(DoubleStream.of(this.micros), share);
		}

		double bytes() {
			return (double) this.allocated / (TURNS * TURN);
		}

		double commands() {
			return (double) this.commands / (TURNS * TURN);
		}

		void report(Report report) {
			report.row(this.name, "%.1f".formatted(at(0.1)), "%.1f".formatted(at(0.5)), "%.0f".formatted(bytes()),
					"%.3f".formatted(commands()));
		}

	}

}
