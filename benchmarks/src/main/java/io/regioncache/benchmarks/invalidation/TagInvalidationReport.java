package io.regioncache.benchmarks.invalidation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import io.regioncache.benchmarks.BenchmarkServer;
import io.regioncache.benchmarks.CommandCounts;
import io.regioncache.benchmarks.EntryCopies;
import io.regioncache.benchmarks.Medians;
import io.regioncache.benchmarks.Product;
import io.regioncache.benchmarks.Report;
import io.regioncache.benchmarks.contender.RegionCacheApplication;

/**
 * The time that invalidating a tag takes, by the number of entries that carry it. Each
 * number has a server of its own; they take turns.
 */
public final class TagInvalidationReport {

	private static final List<Integer> ENTRIES = List.of(1, 100, 10_000, 1_000_000);

	private static final int ROUNDS = Integer.getInteger("benchmarks.rounds", 100);

	private static final int PER_ROUND = 50;

	private static final String TAG = "products";

	private TagInvalidationReport() {
	}

	public static void main(String[] arguments) throws IOException {
		List<Candidate> candidates = new ArrayList<>();
		try {
			ENTRIES.forEach((entries) -> candidates.add(new Candidate(entries)));
			measure(candidates);
		}
		finally {
			candidates.forEach(Candidate::close);
		}
		System.exit(0);
	}

	private static void measure(List<Candidate> candidates) throws IOException {
		String version = candidates.get(0).server.version();
		candidates.forEach(Candidate::fill);
		for (int round = 0; round < ROUNDS; round++) {
			for (Candidate candidate : candidates) {
				candidate.invalidate(round >= ROUNDS / 5);
			}
		}
		candidates.forEach(Candidate::check);
		report(candidates).write(version, "invalidation");
	}

	private static Report report(List<Candidate> candidates) {
		Report report = new Report("invalidation", "Invalidating a tag, by the number of entries that carry it");
		report.table("entries", "median, µs", "÷ one entry", "90 %, µs", "commands of one invalidation");
		double one = candidates.get(0).percentile(0.5);
		for (Candidate candidate : candidates) {
			report.row("%,d".formatted(candidate.entries), "%.1f".formatted(candidate.percentile(0.5)),
					"**%.2f**".formatted(candidate.percentile(0.5) / one), "%.1f".formatted(candidate.percentile(0.9)),
					candidate.commands());
		}
		report.note(
				"An annotated method with `@Invalidates`, called %d times a server in %d rounds, of which the first"
						+ " fifth is not counted. `evalsha` is the one round trip; the other commands run inside it."
						+ " Before, an entry of each server is a hit; afterwards it is a miss.",
				ROUNDS * PER_ROUND, ROUNDS);
		return report;
	}

	private static final class Candidate {

		private final int entries;

		private final BenchmarkServer server = BenchmarkServer.start();

		private final AtomicLong loads = new AtomicLong();

		private final RegionCacheApplication application;

		private final List<Double> micros = new ArrayList<>();

		Candidate(int entries) {
			this.entries = entries;
			Product product = new Product(1, "a", "b", 1, "EUR", 1, java.util.Map.of(), List.of());
			this.application = new RegionCacheApplication(this.server.port(), (id) -> {
				this.loads.incrementAndGet();
				return product;
			});
		}

		/**
		 * The library stores one entry, and the server copies it to the keys of the
		 * others.
		 */
		void fill() {
			EntryCopies.ofStored(this.server, RegionCacheApplication.NAME + ":e:*", () -> this.application.find(0))
				.fill(1, this.entries);
			long before = this.loads.get();
			this.application.find(this.entries - 1);
			if (this.loads.get() != before) {
				throw new IllegalStateException("The last of %d entries is no hit".formatted(this.entries));
			}
		}

		void invalidate(boolean counted) {
			for (int call = 0; call < PER_ROUND; call++) {
				long start = System.nanoTime();
				this.application.invalidate(TAG);
				if (counted) {
					this.micros.add((System.nanoTime() - start) / 1_000.0);
				}
			}
		}

		void check() {
			long before = this.loads.get();
			this.application.find(this.entries - 1);
			if (this.loads.get() != before + 1) {
				throw new IllegalStateException("The last of %d entries has survived".formatted(this.entries));
			}
		}

		String commands() {
			CommandCounts before = this.server.commands();
			this.application.invalidate(TAG);
			return this.server.commands().since(before).toString();
		}

		double percentile(double share) {
			return Medians.percentile(this.micros.stream().mapToDouble(Double::doubleValue), share);
		}

		void close() {
			this.application.close();
			this.server.close();
		}

	}

}
