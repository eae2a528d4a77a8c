package io.regioncache.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static io.regioncache.testkit.Patience.awaitThroughErrors;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * How much more the origin has to do after a replica was promoted than before: see
 * {@code docs/failures.md}.
 */
class FailoverLoadsTests {

	private static final Duration WINDOW = Duration.ofMillis(Long.getLong("regioncache.failovers.window-millis", 2500));

	/** In a short time chance counts for more. */
	private static final boolean LONG = WINDOW.toSeconds() >= 60;

	private static final double HOME = LONG ? 1.5 : 8;

	private static final double ELSEWHERE = LONG ? 1.1 : 5;

	private final List<FailoverRegion> regions = List.of(
			new FailoverRegion("east",
					Boolean.getBoolean("regioncache.failovers.sentinel") ? new SentinelSite(FailoverLoadsTests::hold)
							: ServersSite.pair(FailoverLoadsTests::hold)),
			new FailoverRegion("west", ServersSite.single(FailoverLoadsTests::hold)),
			new FailoverRegion("north", ServersSite.single(FailoverLoadsTests::hold)));

	private final List<SteadyReads> reads = this.regions.stream()
		.map((region) -> new SteadyReads(region, this.regions))
		.toList();

	@AfterEach
	void stop() {
		this.reads.forEach(SteadyReads::close);
		this.regions.forEach((region) -> region.site().close());
	}

	@Test
	@Timeout(600)
	void theOriginSeesLittleOfAPromotion() {
		awaitThroughErrors(() -> this.regions.stream()
			.allMatch((source) -> this.regions.stream()
				.allMatch((region) -> region.equals(source) || region.knows(source, 1))));
		this.reads.parallelStream().forEach(SteadyReads::fill);
		this.reads.forEach(SteadyReads::start);
		hold(LONG ? WINDOW : WINDOW.dividedBy(2));
		List<Integer> before = loads();
		hold(WINDOW);
		List<Integer> quiet = since(before);
		before = loads();
		FailoverSite site = this.regions.get(0).site();
		CompletableFuture<Void> failover = CompletableFuture
			.runAsync(() -> site.failOver(site.kinds().iterator().next(), new Random(1)));
		hold(WINDOW);
		List<Integer> after = since(before);
		failover.join();
		awaitThroughErrors(this.regions.get(0)::isRecovered);
		System.out.printf("FAILOVER LOADS in %d ms: before %s, after %s, recovered in %d ms%n", WINDOW.toMillis(),
				quiet, after, this.regions.get(0).recoveryMillis());
		assertThat(quiet).allMatch((loads) -> loads > 0);
		assertThat(after.get(0) / (double) quiet.get(0)).as("at home").isLessThanOrEqualTo(HOME);
		assertThat((after.get(1) + after.get(2)) / (double) (quiet.get(1) + quiet.get(2))).as("elsewhere")
			.isLessThanOrEqualTo(ELSEWHERE);
	}

	private List<Integer> loads() {
		return this.reads.stream().map(SteadyReads::loads).toList();
	}

	private List<Integer> since(List<Integer> before) {
		List<Integer> now = loads();
		return List.of(now.get(0) - before.get(0), now.get(1) - before.get(1), now.get(2) - before.get(2));
	}

	private static boolean hold(Duration duration) {
		LockSupport.parkNanos(duration.toNanos());
		return true;
	}

}
