package io.regioncache.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Servers of regions that keep their entries fail over in all ways, while whole
 * applications read and invalidate: see {@code docs/chaos.md}.
 */
class FailoverChaosTests {

	private static final Log logger = LogFactory.getLog(FailoverChaosTests.class);

	private static final Map<String, Function<Delays, FailoverSite>> SITES = Map.of("single", ServersSite::single,
			"pair", ServersSite::pair, "sentinel", SentinelSite::new, "cluster", ClusterSite::new);

	/**
	 * What the page on failures says of them: another region cannot vouch.
	 */
	private static final Set<String> COLD_AT_HOME = Set.of(FailoverChaos.WITH_PROCESS, FailoverChaos.TWO_AT_ONCE,
			ServersSite.EARLIER);

	private static final Set<String> COLD_ELSEWHERE = Set.of(FailoverChaos.WITH_PROCESS, FailoverChaos.TWO_AT_ONCE);

	/**
	 * How many regions may lose their entries in a short run. Some fail-overs in a
	 * hundred cost both others theirs, and a run draws its own; where nothing is kept,
	 * all do.
	 */
	private static final int BY_CHANCE = 4;

	/** Of so many of a kind a share tells more than chance. */
	private static final int ENOUGH = 20;

	/**
	 * With how many fail-overs applications have to do before others take their places:
	 * what they are ready to learn of a region in a short time is bounded.
	 */
	private static final int AT_ONCE = 25;

	private final long seed = Long.getLong("regioncache.failovers.seed", System.nanoTime());

	private final int rounds = Integer.getInteger("regioncache.failovers.rounds", 6);

	static Stream<String> chosen() {
		return Stream.of(System.getProperty("regioncache.failovers.sites", "single").split(","));
	}

	@ParameterizedTest
	@MethodSource("chosen")
	@Timeout(7200)
	void nothingIsLostAndWhatSurvivesIsServed(String site, @TempDir Path directory) throws InterruptedException {
		FailoverTally tally = new FailoverTally();
		for (int done = 0; done < this.rounds; done += AT_ONCE) {
			try (FailoverChaos chaos = new FailoverChaos(this.seed + done, directory, regions(site))) {
				chaos.run(Math.min(AT_ONCE, this.rounds - done), tally);
			}
			logger.info("%s, seed %d: %s".formatted(site, this.seed, tally));
		}
		assertThat(tally.failovers()).isEqualTo(this.rounds);
		assertThat(tally.lossesBeyond(COLD_ELSEWHERE)).as("seed %d: %s", this.seed, tally)
			.isLessThanOrEqualTo(BY_CHANCE + this.rounds / 20);
		tally.costs().forEach(this::check);
	}

	private static List<FailoverRegion> regions(String site) {
		Delays delays = FailoverChaosTests::hold;
		return List.of(new FailoverRegion("east", Objects.requireNonNull(SITES.get(site), site).apply(delays)),
				new FailoverRegion("west", ServersSite.single(delays)),
				new FailoverRegion("north", ServersSite.single(delays)));
	}

	private void check(String kind, FailoverTally.Cost cost) {
		if (cost.failovers() < ENOUGH) {
			return;
		}
		if (!COLD_AT_HOME.contains(kind)) {
			assertThat(cost.home().percent()).as("%s: kept at home, seed %d", kind, this.seed)
				.isGreaterThanOrEqualTo(95);
		}
		if (!COLD_ELSEWHERE.contains(kind)) {
			assertThat(cost.elsewhere().percent()).as("%s: kept elsewhere, seed %d", kind, this.seed)
				.isGreaterThanOrEqualTo(95);
		}
	}

	private static boolean hold(Duration duration) {
		LockSupport.parkNanos(duration.toNanos());
		return true;
	}

}
