package io.regioncache.benchmarks.replication;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.regioncache.annotation.InvalidationMode;
import io.regioncache.benchmarks.CommandCounts;
import io.regioncache.benchmarks.Medians;
import io.regioncache.benchmarks.Report;
import io.regioncache.replication.Topology;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.history.KeptInvalidations;
import io.regioncache.store.log.MarkerWrite;

/**
 * What it costs that entries outlive a fail-over: an invalidation with
 * {@code regions.on-failover} set to {@code flush} and to {@code redrive}, in turns, the
 * commands of reads, and what a process keeps in memory.
 */
public final class RedriveReport {

	private static final int ROUNDS = Integer.getInteger("benchmarks.rounds", 60);

	private static final int PER_ROUND = 200;

	private static final int READS = 5_000;

	private static final int SECONDS = 20;

	private static final String HOME = "east";

	private RedriveReport() {
	}

	public static void main(String[] arguments) throws IOException {
		Topology mesh = Topology.mesh(List.of(HOME, "west"));
		try (Side flush = new Side("flush", new Regions(mesh).start(false));
				Side redrive = new Side("redrive", new Regions(mesh).start(true))) {
			measure(List.of(flush, redrive));
		}
		System.exit(0);
	}

	private static void measure(List<Side> sides) throws IOException {
		for (int round = 0; round < ROUNDS; round++) {
			for (Side side : (round % 2 == 0) ? sides : List.of(sides.get(1), sides.get(0))) {
				side.invalidate(round >= ROUNDS / 5);
			}
		}
		Report report = new Report("redrive", "What it costs that entries outlive a fail-over");
		report.table("on-failover", "invalidation, median, µs", "÷ flush", "90 %, µs", "commands of a read");
		double flush = sides.get(0).percentile(0.5);
		for (Side side : sides) {
			report.row(side.name, "%.1f".formatted(side.percentile(0.5)),
					"**%.3f**".formatted(side.percentile(0.5) / flush), "%.1f".formatted(side.percentile(0.9)),
					side.commandsOfReads());
		}
		memory(report, sides.get(1));
		report.write(sides.get(0).regions.version(), "redrive");
	}

	private static void memory(Report report, Side redrive) {
		int most = redrive.keptAtAThousandASecond();
		report.note("%d rounds of %d invalidations each, of which the first fifth is not counted; two regions without"
				+ " distance, one process each. A read is a lookup of an entry with one tag; %d of them a side, and"
				+ " what heartbeats send meanwhile counts.", ROUNDS, PER_ROUND, READS);
		report.note(
				"At 1,000 invalidations a second, for %d s, a process kept %,d at most, of some %d bytes each: %,d kB.",
				SECONDS, most, bytesOfOne(), most * bytesOfOne() / 1000);
	}

	private static long bytesOfOne() {
		int count = 9_000;
		long before = used();
		KeptInvalidations kept = new KeptInvalidations();
		IntStream.range(0, count)
			.forEach((i) -> kept.keep(List.of(new MarkerWrite(Scope.tag("product:" + i), InvalidationMode.REMOVE))));
		long after = used();
		return (kept.scopes() == count) ? Math.max(0, after - before) / count : -1;
	}

	private static long used() {
		for (int i = 0; i < 4; i++) {
			System.gc();
		}
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

	/**
	 * Two regions that are started in one of the two ways.
	 */
	private static final class Side implements AutoCloseable {

		private final String name;

		private final Regions regions;

		private final List<Double> micros = new ArrayList<>();

		Side(String name, Regions regions) {
			this.name = name;
			this.regions = regions;
		}

		void invalidate(boolean counted) {
			for (int call = 0; call < PER_ROUND; call++) {
				long start = System.nanoTime();
				this.regions.node(HOME).invalidate("tag-" + call).join();
				if (counted) {
					this.micros.add((System.nanoTime() - start) / 1_000.0);
				}
			}
		}

		double percentile(double share) {
			return Medians.percentile(this.micros.stream().mapToDouble(Double::doubleValue), share);
		}

		String commandsOfReads() {
			CommandCounts before = this.regions.server(HOME).commands();
			for (int read = 0; read < READS; read++) {
				if (!this.regions.node(HOME).reads()) {
					throw new IllegalStateException("A read was not answered");
				}
			}
			long total = this.regions.server(HOME).commands().since(before).total();
			return "%.2f".formatted(total / (double) READS);
		}

		int keptAtAThousandASecond() {
			int most = 0;
			long start = System.nanoTime();
			for (int call = 0; call < SECONDS * 1000; call++) {
				this.regions.node(HOME).invalidate("tag-" + call % 5000);
				most = Math.max(most, this.regions.node(HOME).store().own().link().writer().keptScopes());
				long ahead = call * 1_000_000L - (System.nanoTime() - start);
				if (ahead > 0) {
					Regions.rest(Duration.ofNanos(ahead));
				}
			}
			return most;
		}

		@Override
		public void close() {
			this.regions.close();
		}

	}

}
