package io.regioncache.replication;

import java.util.LinkedHashMap;
import java.util.Map;

import io.regioncache.replication.StaleReads.Answers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reads with a bound over three regions on real servers, with partitions that last longer
 * than the bound. {@code -Dregioncache.staleness.reads} says how many in each cache.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MaxStalenessRaceTests {

	private static final long READS = Long.getLong("regioncache.staleness.reads", 10_000);

	private static final long SEED = Long.getLong("regioncache.staleness.seed", 1);

	private static StaleReads reads;

	@BeforeAll
	static void start() {
		reads = new StaleReads();
	}

	@AfterAll
	static void stop() {
		reads.close();
	}

	/**
	 * First, as it needs regions that were never disturbed.
	 */
	@Test
	@Order(1)
	void allAreAnsweredFromHomeWhileNothingHappens() throws Exception {
		reads.run(1_000, 0, SEED);
		answers(READS, 0).forEach((cache, answers) -> assertThat(answers.home()).as(cache + ": " + answers)
			.isGreaterThan(100 * (answers.region() + answers.origin())));
	}

	@Test
	@Order(2)
	void nothingIsOlderThanTheBoundWhileRegionsAreCutOff() throws Exception {
		answers(StaleReads.CACHES.size() * READS, 2 + (int) (READS / 20_000)).forEach((cache, answers) -> {
			assertThat(answers.home()).as(cache + ": " + answers).isPositive();
			assertThat(answers.origin()).as(cache + ": " + answers).isPositive();
		});
	}

	/**
	 * Run so many reads and faults.
	 * @return who has answered meanwhile, by cache
	 */
	private static Map<String, Answers> answers(long count, int faults) throws Exception {
		Map<String, Answers> answers = new LinkedHashMap<>();
		StaleReads.CACHES.forEach((cache) -> answers.put(cache, reads.answers(cache)));
		reads.run(count, faults, SEED);
		answers.replaceAll((cache, before) -> reads.answers(cache).since(before));
		System.out.println("Reads with a bound, " + faults + " faults: " + answers + ", in all " + reads);
		assertThat(reads.violations).as(reads.toString()).isEmpty();
		assertThat(answers.get("near").near()).as(answers.toString()).isPositive();
		return answers;
	}

}
