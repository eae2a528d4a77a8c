package io.regioncache.benchmarks.near;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.DoubleStream;

import io.regioncache.benchmarks.BenchmarkServer;
import io.regioncache.benchmarks.Medians;
import io.regioncache.benchmarks.Report;

/**
 * How long a process serves what it keeps itself after an invalidation by another process
 * has returned, and after one of its own.
 */
public final class NearStalenessReport {

	private static final int ROUNDS = Integer.getInteger("benchmarks.rounds", 2_000);

	private NearStalenessReport() {
	}

	public static void main(String[] arguments) throws IOException {
		Report report = new Report("near-staleness",
				"How long an old value is served near after its invalidation has returned, in milliseconds");
		report.table("invalidated by", "served old at all", "median", "99 %", "longest");
		String version;
		try (BenchmarkServer server = BenchmarkServer.start();
				NearApplication reader = new NearApplication(server.port());
				NearApplication other = new NearApplication(server.port())) {
			version = server.version();
			report(report, "another process", measure(reader, other));
			report(report, "the same process", measure(reader, reader));
		}
		report.note("One JVM, two applications, Redis on loopback; %d invalidations of a tag. The reader reads without"
				+ " a pause until it gets a value that was loaded after the invalidation.", ROUNDS);
		report.write(version, "near-staleness");
		System.exit(0);
	}

	private static double[] measure(NearApplication reader, NearApplication by) {
		double[] millis = new double[ROUNDS];
		for (int round = -ROUNDS / 10; round < ROUNDS; round++) {
			Item old = reader.items().findTagged(1);
			while (reader.items().findTagged(1) != old) {
				old = reader.items().findTagged(1);
			}
			by.items().changed("item:1");
			long returned = System.nanoTime();
			long asked = returned;
			long late = 0;
			while (reader.items().findTagged(1) == old) {
				late = asked - returned;
				asked = System.nanoTime();
			}
			millis[Math.max(round, 0)] = late / 1_000_000.0;
		}
		return millis;
	}

	private static void report(Report report, String by, double[] millis) {
		long old = Arrays.stream(millis).filter((each) -> each > 0).count();
		double[] sorted = Arrays.stream(millis).sorted().toArray();
		report.row(by, "%d of %d".formatted(old, millis.length), "%.3f".formatted(Medians.of(DoubleStream.of(millis))),
				"**%.3f**".formatted(sorted[sorted.length * 99 / 100]), "%.3f".formatted(sorted[sorted.length - 1]));
	}

}
