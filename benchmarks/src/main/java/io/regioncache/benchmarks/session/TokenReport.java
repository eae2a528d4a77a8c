package io.regioncache.benchmarks.session;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.DoubleStream;

import io.regioncache.benchmarks.BenchmarkServer;
import io.regioncache.benchmarks.Medians;
import io.regioncache.benchmarks.Report;
import io.regioncache.consistency.ConsistencyToken;
import io.regioncache.consistency.ConsistencyTokens;
import io.regioncache.store.log.Position;

/**
 * How long it takes to refuse a forged token, by its length.
 */
public final class TokenReport {

	private static final int TURNS = 200;

	private static final int WARM_UP_TURNS = 100;

	private static final int CALLS = 2_000;

	private TokenReport() {
	}

	public static void main(String[] arguments) throws IOException {
		Report report = new Report("token", "Refusing a forged token");
		report.table("positions", "characters", "median, µs", "of a valid one, µs");
		ConsistencyTokens tokens = new ConsistencyTokens("app", List.of("a", "b", "c"),
				List.of("0123456789abcdef0123456789abcdef"), Duration.ofSeconds(30), InstantSource.system());
		ConsistencyToken token = ConsistencyToken.NONE;
		for (int positions = 1; positions <= 9; positions++) {
			token = token.and("a", new Position(0x1234_5678_9ABC_DEF0L + positions, 1_000_000 + positions));
			String valid = tokens.issue(token);
			char last = (valid.charAt(valid.length() / 2) == 'A') ? 'B' : 'A';
			String forged = valid.substring(0, valid.length() / 2) + last + valid.substring(valid.length() / 2 + 1);
			row(report, tokens, String.valueOf(positions), forged, "%.2f".formatted(micros(tokens, valid, false)));
		}
		for (int length : List.of(1_000, 10_000, 100_000)) {
			row(report, tokens, "none", "A".repeat(length), "");
		}
		report.note("One thread, %d turns of %d calls each, after %d to warm up.", TURNS, CALLS, WARM_UP_TURNS);
		try (BenchmarkServer server = BenchmarkServer.start()) {
			report.write(server.version(), "token");
		}
		System.exit(0);
	}

	private static void row(Report report, ConsistencyTokens tokens, String positions, String forged, String valid) {
		report.row(positions, String.valueOf(forged.length()), "%.2f".formatted(micros(tokens, forged, true)), valid);
	}

	private static double micros(ConsistencyTokens tokens, String text, boolean refused) {
		double[] micros = new double[TURNS];
		for (int turn = -WARM_UP_TURNS; turn < TURNS; turn++) {
			long began = System.nanoTime();
			for (int call = 0; call < CALLS; call++) {
				if (tokens.read(text).isEmpty() != refused) {
					throw new IllegalStateException("'%s' was judged wrongly".formatted(text));
				}
			}
			micros[Math.max(turn, 0)] = (System.nanoTime() - began) / 1_000.0 / CALLS;
		}
		return Medians.percentile(DoubleStream.of(micros), 0.5);
	}

}
