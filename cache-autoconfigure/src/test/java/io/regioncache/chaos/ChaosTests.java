package io.regioncache.chaos;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Regions of real servers under faults of all kinds. By default a short round of a mesh
 * and one of a hub; the profile {@code chaos} runs many, and a seed repeats one.
 */
class ChaosTests {

	private static final Log logger = LogFactory.getLog(ChaosTests.class);

	private final long firstSeed = Long.getLong("regioncache.chaos.seed", 3);

	private final int rounds = Integer.getInteger("regioncache.chaos.rounds", 2);

	private final Duration length = Duration.ofSeconds(Long.getLong("regioncache.chaos.seconds", 18));

	private final boolean answering = "region".equals(System.getProperty("regioncache.chaos.fallback"));

	@Test
	@Timeout(7200)
	void nothingIsLostInventedOrStale() throws InterruptedException {
		ChaosResult sum = ChaosResult.NONE;
		Map<Long, Throwable> broken = new TreeMap<>();
		for (long seed = this.firstSeed; seed < this.firstSeed + this.rounds; seed++) {
			try (Chaos chaos = new Chaos(seed, this.length, this.answering)) {
				sum = sum.plus(chaos.run());
			}
			catch (AssertionError | RuntimeException ex) {
				logger.error("Seed %d is broken".formatted(seed), ex);
				broken.put(seed, ex);
			}
			logger.info("So far, seeds %d to %d, broken %s: %s".formatted(this.firstSeed, seed, broken.keySet(), sum));
		}
		assertThat(broken).isEmpty();
		assertThat(sum.faultCount()).isPositive();
		assertThat(sum.pairs()).isPositive();
	}

}
