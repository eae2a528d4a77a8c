package io.regioncache.chaos;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whole applications on clusters, behind sentinels, on managed servers and behind an
 * address that moves: see {@code docs/chaos.md}.
 */
class ArrangementChaosTests {

	private static final Log logger = LogFactory.getLog(ArrangementChaosTests.class);

	private static final Map<String, Function<Delays, Arrangement>> ARRANGEMENTS = Map.of("cluster",
			ClusterArrangement::new, "sentinel", SentinelArrangement::new, "managed", ManagedArrangement::new, "moved",
			MovedArrangement::new);

	private final long seed = Long.getLong("regioncache.chaos.seed", 3);

	private final Duration length = Duration.ofSeconds(Long.getLong("regioncache.chaos.arrangement-seconds", 8));

	private final Duration longestWithoutHits = Duration
		.ofSeconds(Long.getLong("regioncache.chaos.seconds-without-hits", 60));

	static Stream<String> chosen() {
		return Stream.of(System.getProperty("regioncache.chaos.arrangements", "cluster").split(","));
	}

	@ParameterizedTest
	@MethodSource("chosen")
	@Timeout(3600)
	void nothingOldIsReadAndNoLockIsWaitedForInVain(String name) throws InterruptedException {
		Function<Delays, Arrangement> arrangement = Objects.requireNonNull(ARRANGEMENTS.get(name), name);
		try (ArrangementChaos chaos = new ArrangementChaos(this.seed, this.length, arrangement)) {
			ArrangementResult result = chaos.run();
			logger.info("%s, seed %d: %s".formatted(name, this.seed, result));
			assertThat(result.faults()).isPositive();
			assertThat(result.lockTimeouts()).as("locks waited for in vain").isZero();
			assertThat(result.withoutHits()).as("without hits").isLessThan(this.longestWithoutHits);
		}
	}

}
