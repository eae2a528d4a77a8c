package io.regioncache.replication;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;

import io.regioncache.replication.Simulation.BrokenPromise;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Runs {@link Puller}, {@link StateTransfer} and {@link Topology} through seeded
 * histories of faults. {@code -Dregioncache.simulation.seeds} says how many,
 * {@code -Dregioncache.simulation.seed} tells a single one.
 */
class ReplicationSimulationTests {

	private static final long SEEDS = Long.getLong("regioncache.simulation.seeds", 2000);

	private static final int MUTANT_SEEDS = 25_600;

	private static final int BATCH = 64;

	@Test
	void nothingIsLostAndAllRegionsAgreeAfterHealing() {
		Long single = Long.getLong("regioncache.simulation.seed");
		if (single != null) {
			Simulation.tell(single, null).forEach(System.out::println);
			Simulation.run(single, null);
			return;
		}
		Tally total = new Tally();
		LongStream.range(0, SEEDS).parallel().forEach((seed) -> {
			Tally tally = run(seed);
			synchronized (total) {
				total.add(tally);
			}
		});
		System.out.printf("%,d seeds: %s%n", SEEDS, total);
		assertThat(total.writes).isGreaterThan(1000);
		assertThat(total.records).isGreaterThan(1000);
		assertThat(total.transfers - total.flushes).isGreaterThan(1000);
		assertThat(total.flushes).isGreaterThan(100);
		assertThat(total.refused).isGreaterThan(100);
		assertThat(total.hits).isGreaterThan(1000);
		assertThat(total.lateFills).isGreaterThan(1000);
		assertThat(total.lostAnswers).isGreaterThan(100);
	}

	/**
	 * No value is stored that is older than what its region has applied.
	 */
	@Test
	void valuesArriveOnlyWhereNothingThatCoversThemWasMarked() {
		Tally total = new Tally();
		LongStream.range(0, SEEDS).parallel().forEach((seed) -> {
			Tally tally = run(seed, true);
			synchronized (total) {
				total.add(tally);
			}
		});
		System.out.printf("%,d seeds with values: %s%n", SEEDS, total);
		assertThat(total.arrivals).isGreaterThan(1000);
		assertThat(total.refusedValues).isGreaterThan(1000);
	}

	private static Tally run(long seed) {
		return run(seed, false);
	}

	private static Tally run(long seed, boolean shipping) {
		try {
			return shipping ? Simulation.runWithValues(seed) : Simulation.run(seed, null);
		}
		catch (RuntimeException ex) {
			List<String> trace = Simulation.tell(seed, null, shipping);
			return fail("Seed %d: %s; replay it with -Dregioncache.simulation.seed=%d%n%s".formatted(seed, ex, seed,
					String.join(System.lineSeparator(), trace.subList(Math.max(0, trace.size() - 3), trace.size()))));
		}
	}

	@ParameterizedTest
	@EnumSource
	void findsTheMutant(Flaw flaw) {
		for (long from = 0; from < MUTANT_SEEDS; from += BATCH) {
			OptionalLong seed = LongStream.range(from, from + BATCH)
				.parallel()
				.filter((candidate) -> outcome(candidate, flaw) != null)
				.findFirst();
			if (seed.isPresent()) {
				System.out.printf("%s: found by seed %d: %s%n", flaw, seed.getAsLong(),
						outcome(seed.getAsLong(), flaw));
				return;
			}
		}
		fail("%s is not found by %d seeds".formatted(flaw, MUTANT_SEEDS));
	}

	private static @Nullable String outcome(long seed, Flaw flaw) {
		try {
			Simulation.run(seed, flaw);
			return null;
		}
		catch (BrokenPromise ex) {
			return ex.getMessage();
		}
	}

	@Test
	void aSeedIsRepeatedExactly() {
		for (long seed = 0; seed < 20; seed++) {
			assertThat(Simulation.tell(seed, null)).isEqualTo(Simulation.tell(seed, null)).hasSizeGreaterThan(100);
		}
	}

}
